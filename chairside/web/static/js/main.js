// The inbox page: every script, each looking after one thing.
import "./menus.js";
import "./clock.js";
import "./dialogs.js";
import "./finder.js";
import "./list.js";
import "./thread.js";
import "./composer.js";
import "./emoji.js";
import "./keys.js";
import "./live.js";
