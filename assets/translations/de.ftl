### The German words of the panels. Another language is a file beside this one with the same messages: see
### `crates/stoa_ui/src/language.rs`. `{ $name }` stands for what the program fills in.

## General

tagline = ein offener Treffpunkt für Menschen und KI-Agenten
loading = Die Tore öffnen sich …
ai_mark = KI
you = Du
somebody = jemand
say_something = Etwas sagen
leave = Gespräch beenden
aloud = In die Runde, an alle in der Nähe
cut_to_fit = Zu lang für einen Atemzug: Der Text wurde gekürzt.
answer_again = Neu antworten
answered_again = (neu geantwortet)
copy_all = Alles kopieren
built_in_takes_over = Bis dahin antwortet der eingebaute Verstand.
dismiss = Ausblenden
use_it = Nutzen
not_now = Nicht jetzt
offer_hint = nutzt ihn
paused = Pause
paused_note = Die anderen machen ohne dich weiter.
resume = Fortsetzen
settings = Einstellungen
help = Hilfe
quit = Beenden
close = Schließen
minds = Denken
minds_note = Wer für die Leute denkt, denen du begegnest. Was sie hören, geht an den Server, der für sie denkt, bei dessen Ausfall an den Standardserver und sonst nirgendwohin.
by_default = Standard
default = Standard
no_servers = Noch kein Modellserver. Mit einem eigenen sprechen die Leute frei.
add_server = Server hinzufügen …
new_server = Neuer Server
add = Hinzufügen
keep = Übernehmen
cancel = Abbrechen
edit = Bearbeiten
test = Prüfen
remove = Entfernen
remove_it = Ja, entfernen
keep_it = Nein, behalten
use_for_everyone = Für alle nutzen
address = Adresse
protocol = Protokoll
protocol_unknown = wird erfragt
recognising = Das Protokoll wird erfragt …
ask_again = Erneut fragen
server_name = Name
name_hint = keiner
name_taken = Ein anderer Server heißt schon so.
address_wanted = Eine Adresse beginnt mit http:// oder https://.
model = Modell
model_hint = Standard des Servers
models_after_test = Nach dem Prüfen stehen die Modelle hier zur Wahl.
key = Schlüssel
key_hint = unverändert
new_key_hint = falls nötig
key_note = Wird getrennt von den Einstellungen aufbewahrt und nur an diese Adresse gesendet.
clear_text = Diese Adresse ist nicht verschlüsselt: Ein Schlüssel und alles Gesagte lassen sich unterwegs mitlesen. Nimm https://, wo es geht.
not_encrypted = nicht verschlüsselt
make_default = Denkt für alle, die keinen eigenen Server haben
testing = Der Server wird gefragt …
offer_servers = Auf diesem Rechner gefundene Modellserver anbieten
add_found = Hinzufügen …
found_here = Auf diesem Rechner
well = antwortet
resting = ruht nach einem Fehler
unknown = noch nicht gefragt
who_thinks = Wer womit denkt
models = Modelle
asking_models = Die Modelle werden erfragt …
no_models = Noch kein Modell vorhanden: Lade unten eines herunter.
loaded = im Speicher
load = Laden
unload = Entladen
loading_model = lädt …
unloading_model = entlädt …
choose = Nutzen
chosen = in Gebrauch
download_note = Ein Modell nach seinem Namen herunterladen
download = Herunterladen
try_again = Erneut versuchen
paused_download = angehalten; was da ist, bleibt
downloaded = heruntergeladen
search_settings = Einstellungen durchsuchen
reset = Zurücksetzen
controls = Steuerung
mouse_speed = Maustempo
stick_speed = Stick-Tempo
invert_x = Links und rechts
invert_y = Oben und unten
invert_check = vertauscht
view_title = Ansicht
personal_space_title = Wer nah kommt, verblasst
mind = Verstand
doing = Tut gerade
goal = Möchte
last_request = Letzte Antwort
memories = Erinnerungen
last_exchange = Letzter Austausch
tokens = Token
cost = Kosten
failed = Bei dieser Antwort fehlgeschlagen
reply = Antwort
thoughts = Gedanken
thoughts_note = Nur hier zu sehen: Niemand hört sie, niemand merkt sie sich.
tool_calls = Werkzeugaufrufe
prompt = Prompt im Wortlaut
copy = Kopieren
cut_to_show = Hier gekürzt; „Kopieren“ nimmt alles.
look_at_somebody = Schau jemanden an, um zu sehen, was in diesem Kopf vorgeht.
no_mind = Ein Mensch. Was Menschen denken, bleibt bei ihnen.
way = Bring mich zu …
way_note = Du gehst von allein dorthin. Mit jeder Taste zum Gehen übernimmst du wieder.
places = Orte
people_near = Leute in deiner Nähe
take_me = Hingehen
hands_free = ohne Text: Hände frei, das Gespräch geht weiter
help_talk = Sprechen
help_move = Bewegen
help_panels = Anzeige
help_note = Wer weggeht, beendet das Gespräch; wer dazwischenredet, unterbricht. Du kannst Leute bitten, dir zu folgen, dich irgendwohin zu führen, zu warten, sich zu setzen, zu winken, auf etwas zu zeigen oder dich jemandem vorzustellen.
welcome_move = gehen
welcome_look = umsehen
welcome_talk = mit allen sprechen, die du siehst
in_the_headset = Du bist im Headset unterwegs

## The page about this machine

checkup_title = Diesen Rechner prüfen
checkup_note = Was Stoa braucht, was da ist und was beim Rest zu tun ist. Dasselbe wie `stoa doctor`.
checkup_looks = Wird geprüft …
check_again = Erneut prüfen

## A person's own files

mistakes = Fehler in deinen Dateien
mistakes_note = Die Welt läuft weiter wie bisher. Behebe die Fehler und speichere: Sie zieht sofort nach.
hide_mistakes = Bis zur nächsten Änderung ausblenden
crash_title = Stoa ist beim letzten Mal abgestürzt
crash_ended_badly = Stoa wurde beim letzten Mal nicht ordentlich beendet
crash_no_report = Es gibt keinen Bericht: Das Programm wurde abgebrochen, oder der Rechner ging aus.
crash_report_is = Was schiefging, steht in dieser Datei, ohne Schlüssel und ohne etwas, das gesagt wurde. Sie wurde nirgendwohin gesendet.
crash_again = Geschieht es noch einmal: Im abgesicherten Modus fehlt, was der Grund sein könnte, etwa deine eigenen Dateien, Modellserver und die Arbeit der Grafikkarte. Er ändert nichts.
open_report = Den Bericht öffnen
start_safe = Im abgesicherten Modus beginnen
own_files = Eigene Welten und Leute
open_folder = Ordner öffnen
new_persona = Neue Persona …

## Keys and buttons

mouse = Maus
left_stick = Linker Stick
right_stick = Rechter Stick
keys = Tasten und Knöpfe
press_a_key = Taste oder Knopf drücken …
no_key = nichts
nameless_key = Diese Taste hat keinen Namen; drücke eine andere.
exchange = Tauschen
leave_both = Beide behalten
sit_down = Setzen
walk = gehen
look = umsehen

## Settings of picture and sound

sound = Ton
volume_title = Alles
volume_voices = Stimmen
volume_steps = Schritte
volume_ambience = Umgebung
volume_interface = Oberfläche
sound_captions = Untertitel
sound_captions_check = in Worten sagen, was zu hören ist und wo
sound_device = Gerät
sound_opening = wird geöffnet…
sound_missing = keines: { $cause }. Der Ton kommt, sobald eines da ist.
caption_voice_of = { $name } spricht
caption_voice = Jemand spricht
caption_steps = Schritte
caption_crowd = Viele Stimmen
caption_fountain = Wasser plätschert
caption_leaves = Blätter rauschen
caption_bird = Ein Vogel singt
picture = Bild und Text
quality_title = Grafik
field_of_view = Sichtfeld
render_scale = Schärfe
window_title = Fenster
display = Vollbild auf
display_of_window = Bildschirm des Fensters
frames = Bildwechsel
vsync_check = auf den Bildschirm warten (VSync)
frame_limit_title = Höchste Bildrate
detail = Bilddetails
adaptive = Bildrate
adaptive_check = halten: schlichter und weniger scharf, solange Bilder zu spät kommen
shadows_title = Schatten
plants = Laub, Rundungen
crowd = Menschenmenge
crowd_hint = Bis zu welcher Entfernung Leute in der Menge vollständig gezeichnet werden
smooth_edges = Glatte Kanten
glow = Leuchten
motion = Bewegung
motion_check = reduziert
text_size = Textgröße
captions = Sprechblasen
captions_check = von Leuten, mit denen du nicht sprichst
names = Namen
names_check = je eine Farbe, für jedes Auge unterscheidbar
compass = Kompass
compass_check = oben im Bild zeigen

## People, reports, how loud one speaks

people = Leute
people_note = Wer stumm ist, den hörst du nicht. Wen du blockierst, den siehst und hörst du nicht, und umgekehrt. Beides gilt, bis du es aufhebst.
people_key = Stummschalten, blockieren …
nobody_near = Niemand ist in der Nähe.
person_mark = Mensch
talk_to_them = Sprechen
mute = Stumm
unmute = Hören
block = Blockieren
unblock = Freigeben
is_muted = stumm
is_blocked = blockiert
not_here = nicht hier
too_far = Zu weit weg: Geh hin, um zu sprechen.
not_met = Eine Blockierung trennt euch.
report = Melden …
report_note = Die Meldung ist eine Datei auf diesem Rechner und geht von selbst nirgendwohin: Es wird nichts gesendet.
report_why = Warum
report_words = In deinen Worten
report_words_hint = Was ist passiert? Darf leer bleiben.
report_heard = Was du gehört hast
report_nothing_heard = Noch nichts.
report_write = Meldung schreiben
report_written = Die Meldung ist geschrieben:
report_hand_on = Gib die Datei denen, die sich um diesen Ort kümmern, oder behalte sie.
copy_path = Pfad kopieren
done = Fertig
search = Suchen
search_hint = Im Gesagten suchen
older = Älter
newer = Neuer
volume_keys = Strg ↑ ↓
change_volume = beim Tippen: lauter, leiser
last_line = in leerer Zeile: deine letzten Worte noch einmal
search_chat = beim Tippen: im Gesagten suchen

## The hand's panels, in the headset

hand_nobody = Niemand hier
hand_how_to_talk = Schau jemanden an und wähle aus, um zu sprechen.
hand_keyboard = Tastatur
hand_menu = Menü
hand_no_microphone = Kein Mikrofon
hand_microphone_off = Stumm
hand_microphone_on = Hört zu
hand_chat = Gespräch
hand_comfort = Komfort
hand_people = Leute
hand_leave = Verlassen
hand_nothing_said = Noch wurde nichts gesagt.
hand_earlier = Früher
hand_later = Später
hand_say_something = Etwas sagen
hand_end_talk = Gespräch beenden
hand_preset = Alles auf einmal
hand_comfortable = Schonend
hand_balanced = Ausgewogen
hand_free = Frei
hand_movement = Bewegung
hand_teleport = Teleport
hand_smooth = Gleitend
hand_turning = Drehung
hand_vignette = Dunklere Ränder bei Bewegung
hand_off = Aus
hand_light = Leicht
hand_strong = Stark
hand_body = Du
hand_seated = Sitzend
hand_left_handed = Linkshändig
hand_by_gaze = Per Blick zeigen
hand_height = Deine Größe
hand_height_asked = Kein Boden bekannt: Wie groß bist du?
hand_nobody_near = Niemand ist in der Nähe.
hand_mute = Stumm
hand_muted = Ist stumm
hand_block = Blockieren
hand_blocked = Blockiert
hand_nearer = Näher
hand_farther = Weiter weg
hand_leave_headset = Headset verlassen
hand_leave_headset_note = Am Desktop geht es weiter: gleicher Ort, gleiches Gespräch.
hand_quit = Stoa beenden
hand_quit_note = Die anderen machen ohne dich weiter.
hand_sure = Jetzt beenden?
hand_stay = Bleiben
hand_shift = Umsch
hand_delete = Lösch
hand_space = Leertaste
hand_send = Senden
hand_letters = ABC
hand_symbols = 123
hand_accents = ä é

## Filled in, or several to one function

quarter_north = N
quarter_east = O
quarter_south = S
quarter_west = W
talk_to = Mit { $name } sprechen
who_answers_built_in = { $name } · eingebauter Verstand, kein Sprachmodell
a_person = { $name } · ein Mensch
problem = { $cause }. { $remedy } (Einstellungen: { $key })
server_found_with_model = { $label } auf diesem Rechner gefunden ({ $model }). Für Gespräche nutzen?
server_found = { $label } auf diesem Rechner gefunden. Für Gespräche nutzen?
server_here_in_trouble = { $label } unter { $url }: { $trouble }
server_here = { $label } unter { $url }
personal_space_never = Nie
personal_space_within = unter { $metres } m
reset_section = Alles unter „{ $title }“ wie zu Anfang
nothing_found = Keine Einstellung heißt „{ $wanted }“.
emote_sit = Setzen
emote_wave = Winken
emote_point = Zeigen
emote_nod = Nicken
emote_shake = Kopfschütteln
emote_laugh = Lachen
emote_bow = Verbeugen
emote_shrug = Achselzucken
emote_think = Nachdenken
emote_dance = Tanzen
view_first = Ich-Perspektive
view_third = Von außen
back_by = { $key } bringt dich in dieses Fenster zurück.
group_mark = .
decimal_mark = ,
fetched = { $done } von { $total }
speaks_builtin = Es ist der eingebaute Verstand.
speaks_ollama = Er spricht das Protokoll von Ollama.
speaks_openai = Er spricht das Protokoll von OpenAI.
speaks_anthropic = Er spricht das Protokoll von Anthropic.
remove_server =
    { $users ->
        [0] { $name } aus den Einstellungen entfernen?
        [one] { $name } entfernen? Jemand denkt damit und nutzt dann den Standard.
       *[other] { $name } entfernen? { $users } Leute denken damit und nutzen dann den Standard.
    }
the_default = Standard ({ $name })
server_gone = { $name } (fehlt, es denkt der Standard)
and_more =
    { $count ->
        [one] und ein weiteres
       *[other] und { $count } weitere
    }
backend_builtin = Eingebauter Verstand
backend_openai = OpenAI-kompatibel
backend_builtin_note = Teil des Programms: braucht weder Netz noch Modell. Er ist kein Sprachmodell: Er kennt seinen Ort, die Leute dort und was du ihm erzählst.
backend_ollama_note = Ein Modell auf diesem Rechner oder in deinem Netz, betrieben von Ollama.
backend_openai_note = llama.cpp, vLLM, LM Studio und die meisten Dienste im Netz.
backend_anthropic_note = Der Dienst von Anthropic selbst, mit deinem Schlüssel.
context = { $tokens } Token Kontext
reading = liest den Prompt: { $read } von { $all } Token
check_good = gut
check_note = Hinweis
check_broken = defekt
check_missing = fehlt
mistake_at = { $file }, Zeile { $line }, Spalte { $column }
more_mistakes =
    { $count ->
        [one] und ein weiterer; `stoa world check` und `stoa persona check` nennen alle
       *[other] und { $count } weitere; `stoa world check` und `stoa persona check` nennen alle
    }
also_does = auch: { $others }
is_taken = { $press } ist belegt: { $by }.
pad_typing_hint = { $press } tippt · { $delete } löscht · { $space } macht ein Leerzeichen · { $enter } ist die Eingabetaste
pad_hint = { $press } drückt · { $back } geht zurück · { $previous } und { $next } wechseln das Feld
change_key = Taste für „{ $action }“
change_button = Knopf für „{ $action }“
switch_on = An
switch_off = Aus
quality_auto = Automatisch
quality_low = Einfach
quality_medium = Ausgewogen
quality_high = Voll
window_window = Im Fenster
window_full = Vollbild
frame_limit_none = Unbegrenzt
language_title = Sprache
language_auto = Wie das System
report_on = { $name } melden
earlier_lines =
    { $count ->
        [one] Eine frühere Zeile kommt auch in die Meldung.
       *[other] { $count } frühere Zeilen kommen auch in die Meldung.
    }
unnamed = Jemand (Nummer { $number })
deed_to = { $name }: { $deed }
hits_none = nichts
hits = { $at } von { $count }
volume_whisper = Flüstern
volume_say = Sagen
volume_shout = Rufen
more_people =
    { $count ->
        [one] eine weitere Person
       *[other] { $count } weitere
    }
earshot_nobody = Niemand kann dich hören.
earshot_one = { $name } kann dich hören.
earshot_several = { $first } und { $last } können dich hören.
out_of_earshot = { $name } ist zu weit weg, um es zu hören.
muted_by_you = Du hast { $name } stummgeschaltet: Eine Antwort wirst du nicht hören.
hint_whisper_to = { $name } etwas zuflüstern …
hint_whisper = Flüstern …
hint_say_to = { $name } etwas sagen …
hint_say = Etwas in die Runde sagen …
hint_shout_to = { $name } etwas zurufen …
hint_shout = Rufen …
hand_far_away = weit weg
action_ahead = vorwärts gehen
action_back = rückwärts gehen
action_left = nach links gehen
action_right = nach rechts gehen
action_run = rennen
action_jump = springen
action_crouch = ducken
action_sit = hinsetzen, aufstehen
action_view = Ich-Perspektive oder von außen
action_way = zu einem Ort oder jemandem bringen lassen
action_talk = ansprechen, wen du ansiehst
action_chat = sprechen, im Gespräch oder in die Runde
action_leave = ein Gespräch beenden; Pause
action_wave = winken; gedrückt halten: alle Gesten
action_people = Leute: ansprechen, stummschalten, blockieren, melden
action_help = Hilfe
action_settings = Einstellungen
action_inspector = in einen Kopf schauen
action_take_offer = den Modellserver auf der Karte nutzen
action_whole_screen = Vollbild oder Fenster
action_picture = ein Bild aufnehmen
action_photo = alle Anzeigen aus- und einblenden
action_headset = ins Headset und wieder heraus
reason_harassment = Belästigt oder bedroht jemanden
reason_hate = Schürt Hass
reason_sexual = Unerwünschte sexuelle Worte oder Gesten
reason_danger = Jemand könnte zu Schaden kommen
reason_fraud = Betrug oder immer wieder Werbung
reason_other = Etwas anderes

## Keys and buttons by name

key_shift = Umschalt
key_right_shift = Umschalt rechts
key_control = Strg
key_right_control = Strg rechts
key_alt = Alt
key_right_alt = AltGr
key_super = Super
key_right_super = Super rechts
key_escape = Esc
key_space = Leertaste
key_enter = Eingabe
key_tab = Tab
key_backspace = Rücktaste
key_delete = Entf
key_insert = Einfg
key_home = Pos1
key_end = Ende
key_page_up = Bild auf
key_page_down = Bild ab
key_caps_lock = Feststell
key_num_lock = Num-Feststell
key_scroll_lock = Rollen
key_print_screen = Druck
key_pause = Pause
key_menu = Menü
key_numpad = Num { $key }
pad_cross = Kreuz
pad_circle = Kreis
pad_square = Quadrat
pad_triangle = Dreieck

## Notices

mended = Behoben.
files_not_followed = Was sich in den Dateien der Welt ändert, wird nicht mehr bemerkt.
remedy_open_again = Verlasse diese Welt und öffne sie erneut.
enters_anew = Mit dem Headset einzutreten startet Stoa neu, und diese Welt wird nicht gespeichert.
enters_anew_remedy = Starte `stoa vr` oder lass --fresh weg.
remedy_drop_scene = Zieh eine .glb herein oder eine .gltf, neben der ihre Dateien liegen.
remedy_not_safe = Starte Stoa ohne --safe.
remedy_name_in_unicode = Gib der Datei einen Namen in Unicode.
remedy_start_with_scene = Verlasse diese Welt und starte dann `stoa play --world FILE`.
remedy_close_programs = Schließe andere Programme.
nobody_made_remedy = Schaffe dort Platz oder erlaube das Schreiben und versuche es dann erneut.
picture_taken = Das Bild liegt unter { $file }.
pictures_taken =
    { $more ->
        [one] { $first } und ein weiteres Bild wurden aufgenommen.
       *[other] { $first } und { $more } weitere Bilder wurden aufgenommen.
    }
report_lies_in = Die Meldung liegt unter { $file }.
folder_shown = Deine Welten, Leute, Bilder und Speicherstände liegen in { $folder }
folder_not_shown = Der Ordner lässt sich nicht zeigen: { $cause }
folder_is = Es ist { $folder }
crash_report_shown = Dein System zeigt den Bericht { $file }
crash_report_not_shown = Der Bericht lässt sich nicht zeigen: { $cause }
crash_report_lies_in = Er liegt in { $file }
persona_begun = Eine neue Persona liegt unter { $file }
persona_begun_remedy = Gib der Datei einen Namen, beschreib die Persona und gib ihr ein Zuhause in der Datei einer Welt: [[inhabitant]] mit persona = "{ $name }". Wer schon hier wohnt, folgt der eigenen Datei sofort.
nobody_made = Es ist niemand entstanden: { $cause }
as_its_file_says = { $name } ist jetzt, wie es in der Datei steht.
as_their_files_say =
    { $more ->
        [one] { $first } und eine weitere Person sind jetzt, wie es in ihren Dateien steht.
       *[other] { $first } und { $more } weitere sind jetzt, wie es in ihren Dateien steht.
    }
server_in_trouble = { $label } ist auf diesem Rechner, aber: { $trouble }
server_now_thinks = { $label } denkt jetzt für alle, mit denen du sprichst.
headset_gone = Das Headset ist weg, hier geht die Welt weiter: { $cause }.
building = { $world } wird gebaut (Esc zum Verlassen)
reading_scene = { $file } wird gelesen. Mit Esc bleibst du hier.
scene_read = { $file }: { $percent } % gelesen
scene_left = { $file } wurde nicht geöffnet.
no_scene = { $file } ist keine Szene, die sich öffnen lässt.
scene_in_safe_mode = { $file } wird im abgesicherten Modus nicht geöffnet.
scene_of_strange_name = { $file } hat einen Namen, der sich nicht weitergeben lässt.
scene_starts_anew = { $file } zu öffnen startet Stoa neu, und diese Welt wird nicht gespeichert.
scene_not_read = { $file } lässt sich nicht lesen: { $cause }.

## The editor of personas

editor_note = Wer dich ansieht, ist schon so, wie du hier schreibst. Die Datei ändert sich, wenn du es übernimmst.
editor_looks = Aussehen
editor_voice = Stimme
editor_words = Wer sie sind
editor_trial = Probier, wie sie sprechen
take_back = Zurücknehmen
not_kept_yet = noch nicht übernommen
looks_height = Größe
looks_build = Statur
looks_skin = Haut
looks_eyes = Augen
looks_hair = Haare
looks_beard = Bart
looks_top = Oben
looks_legs = Unten
looks_shoes = Schuhe
looks_hat = Hut
looks_extras = Dazu
voice_pitch = Tonhöhe
voice_pace = Wörter je Minute
voice_timbre = Klang
persona_name = Name
persona_pronouns = Pronomen
persona_role = Was sie hier sind
persona_about = Über sich
persona_about_hint = Ein oder zwei Sätze, in der Ich-Form.
persona_temperament = Gemüt
persona_temperament_hint = Wörter mit Kommas dazwischen: warm, trocken, aufmerksam
persona_wants = Will
persona_wants_hint = Ein Wunsch je Zeile: Ich will …
persona_style = Wie sie sprechen
persona_style_hint = In der dritten Person: kurze Sätze, ab und zu ein trockener Scherz.
persona_phrases = Redensarten
persona_phrases_hint = Ab und zu Wort für Wort gesagt; je Zeile eine.
edit_persona = { $name } ändern …
edit_persona_unkept = { $name } ändern … (noch nicht übernommen)
persona_kept = { $name } liegt in { $file }.
persona_not_kept = { $name } wurde nicht übernommen: { $cause }
persona_not_editable = { $name } hat keine Datei, die sich ändern ließe: { $cause }
hair_short = kurz
hair_bald = kahl
hair_long = lang
hair_bun = Knoten
hair_curly = lockig
hair_ponytail = Pferdeschwanz
hair_braid = Zopf
hair_bob = Bob
beard_none = keiner
beard_stubble = Stoppeln
beard_short = kurz
beard_full = voll
beard_moustache = Schnurrbart
top_shirt = Hemd
top_tunic = Tunika
top_coat = Mantel
top_dress = Kleid
top_robe = Robe
top_vest = Weste
top_sweater = Pullover
legs_trousers = Hose
legs_skirt = Rock
legs_shorts = kurze Hose
legs_none = nichts
hat_none = keiner
hat_cap = Kappe
hat_straw = Strohhut
hat_beret = Baskenmütze
hat_headscarf = Kopftuch
hat_brim = Krempenhut
extra_glasses = Brille
extra_shawl = Umhang
extra_bag = Tasche
extra_apron = Schürze
extra_scarf = Schal
extra_earrings = Ohrringe
extra_belt = Gürtel
timbre_warm = warm
timbre_bright = hell
timbre_soft = weich
timbre_husky = rau
timbre_clear = klar
timbre_deep = tief

## Der Editor der Orte

places_note = Zieh die Marken in der Welt. Mit gehaltener rechter Maustaste siehst du dich um; gehen kannst du dabei auch. Die grüne Kante zeigt, wo man gehen kann.
list_spawns = Ankunft
list_places = Orte
list_seats = Sitze
list_regions = Boden
add_here = Hier hinzufügen
add_bench = Bank hier hinzufügen
add_stool = Hocker hier hinzufügen
where_i_stand = Wo ich stehe
undo = Rückgängig
being_checked = wird geprüft …
at_field = Osten, Süden
turn_field = Blickt nach
radius_field = Reicht
kind_field = Art
kind_hint = Was man dort tut: fountain, garden, market, cafe, library, workshop, terrace, tree, gate …
name_field = Heißt
id_field = In der Datei
about_field = Beschreibung
seats_field = Sitze darauf
width_field = Breite
surface_field = Aus
height_field = Höhe
one_can_walk = Hier kann man gehen
corners_field = Ecken
spots_field = Stehplätze
spots_note = Ohne eigene werden Stehplätze um die Mitte herum gefunden.
add_spot = Stehplatz, wo ich stehe
ground_note = Was später in der Liste kommt, liegt auf dem, was davor kommt.
edit_places = Diese Welt ändern …
edit_places_unkept = Diese Welt ändern … (noch nicht übernommen)
places_beside = ihre Datei wurde neben dem Editor geändert. Nimm zurück, was du hier geändert hast, um es zu sehen
places_left_alone = dieser Lauf lässt die Dateien, wie sie sind: so der sichere Modus, Skripte und Wiedergaben
places_of_a_scene = eine modellierte Szene hat ihre Ankunft in sich selbst: einen Knoten namens „spawn“
places_kept = { $world } liegt in { $file }.
places_not_kept = { $world } wurde nicht übernommen: { $cause }
places_not_editable = { $world } kann hier nicht geändert werden: { $cause }
surface_paving = Pflaster
surface_marble = Marmor
surface_limestone = Kalkstein
surface_sandstone = Sandstein
surface_gravel = Kies
surface_grass = Gras
surface_earth = Erde
surface_water = Wasser
surface_terracotta = Terrakotta
surface_wood = Holz
surface_plaster = Putz
surface_bronze = Bronzeguss
