// Every page of the office: each script looks after one thing, and finds it or rests.
import "./menus.js";
import "./clock.js";
import "./dialogs.js";
import "./look_up.js";
import "./numbers.js";
import "./list.js";
import "./thread.js";
import "./composer.js";
import "./emoji.js";
import "./quick_replies.js";
import "./messages.js";
import "./panel.js";
import "./notices.js";
import "./keys.js";
import "./idle.js";
import "./rights.js";
import "./live.js";
