#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| entries::answer(stoa_model_http::ServerKind::Ollama, data));
