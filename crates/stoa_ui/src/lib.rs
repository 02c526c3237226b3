//! Panels: chat, bubbles, settings, cards.
