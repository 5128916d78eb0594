// The page: who one is, where, what one sees there, and what one does.
"use strict";

const $ = (id) => document.getElementById(id);
const here = { user: null, channel: null, home: false, state: null, seen: {}, drawn: {}, threads: null };

const people = {
  user: (id) => { const u = here.state.users.concat(here.state.bot).find((u) => u.id === id); return u && u.name; },
  channel: (id) => { const c = here.state.channels.find((c) => c.id === id); return c && c.name; },
  list: (kind) => (kind === "users_select" ? here.state.users.map((u) => [u.id, u.real_name || u.name]) : here.state.channels.filter((c) => c.name).map((c) => [c.id, "#" + c.name])),
};

async function post(what, body) {
  const answer = await fetch("/practice/" + what, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ user: here.user, ...body }) });
  const out = await answer.json();
  if (!answer.ok) throw new Error(out.error || answer.statusText);
  return out;
}

let toastTimer;
function toast(words) {
  $("toast").textContent = words;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 6000);
}

// attempt does something and shows what went wrong, if anything did.
async function attempt(work) {
  try { return await work(); } catch (error) { toast(explain(error.message)); }
}

function explain(message) {
  if (message.startsWith("operation_timeout")) return "The app did not answer in time (operation_timeout).";
  if (message.startsWith("dispatch_failed")) return "The app is not connected (dispatch_failed).";
  if (message.startsWith("trouble_connecting")) return "We had some trouble connecting. " + message;
  return message;
}

// refresh asks for what this person sees now, one request at a time.
let asking = false, again = false;
async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  do {
    again = false;
    const { user, channel } = here;
    const query = new URLSearchParams({ user: user || "", channel: channel || "" });
    const answer = await fetch("/practice/state?" + query).catch(() => null);
    const state = answer && answer.ok ? await answer.json() : null;
    if (here.user !== user || here.channel !== channel) again = true; // one has moved on meanwhile
    else if (state) { here.state = state; draw(); }
    else if (answer && here.channel) { here.channel = null; again = true; }
    else if (answer && here.user) { here.user = null; again = true; }
  } while (again);
  asking = false;
}

function draw() {
  const s = here.state;
  here.user = s.user;
  here.channel = s.channel;
  document.title = s.team.name + " · practice workspace";
  document.body.dataset.user = s.user;
  document.body.dataset.channel = here.home ? "home" : s.channel;
  document.body.dataset.version = s.version;
  $("team").textContent = s.team.name;
  $("socket").textContent = s.sockets ? s.bot.name + " is connected" : s.bot.name + " is not connected";
  $("socket").className = s.sockets ? "on" : "";
  once("side", [s.users, s.channels, s.user, s.channel, here.home, s.bot], drawSide);
  once("centre", [here.home ? s.home : s.messages, s.user, s.channel, here.home], here.home ? drawHome : drawMessages);
  const modal = s.views && s.views[s.views.length - 1];
  once("modal", modal ? [modal.id, modal.hash, s.user] : null, () => drawModal(modal));
}

// once draws a part only if what it shows has changed, so that focus and
// half-chosen selects survive.
function once(part, what, work) {
  const key = JSON.stringify(what);
  if (here.drawn[part] === key) return;
  here.drawn[part] = key;
  work();
}

function drawSide() {
  const s = here.state;
  $("who").replaceChildren(...s.users.map((u) => el("option", { value: u.id, selected: u.id === s.user }, (u.real_name || u.name) + (u.guest ? " (guest)" : ""))));
  $("who").value = s.user;
  if (!here.home) here.seen[s.user + s.channel] = (s.channels.find((c) => c.id === s.channel) || {}).last;
  const entry = (c, label, tag) => {
    const key = s.user + c.id;
    if (!(key in here.seen)) here.seen[key] = c.im ? "" : c.last;
    const current = !here.home && c.id === s.channel;
    return el("li", {}, el("button", { type: "button", "data-channel": c.id, "data-name": c.name || "dm", "aria-current": current ? "page" : null,
      class: !current && here.seen[key] !== c.last ? "new" : null, on: { click: () => go(c.id, false) } }, label, tag ? el("span", { class: "tag" }, tag) : null));
  };
  $("channels").replaceChildren(...s.channels.filter((c) => !c.im).map((c) => entry(c, "# " + c.name, c.private && "private")));
  $("app-name").textContent = s.bot.name;
  $("app").replaceChildren(
    el("li", {}, el("button", { type: "button", id: "home", "aria-current": here.home ? "page" : null, on: { click: () => { go(here.channel, true); attempt(() => post("home", {})); } } }, "Home")),
    ...s.channels.filter((c) => c.im).map((c) => entry(c, "Direct messages")));
}

function go(channel, home) {
  here.channel = channel;
  here.home = home;
  here.drawn = { modal: here.drawn.modal };
  refresh();
}

// Times are those of whoever one is, as in Slack, not of the browser.
const zone = () => (here.state.users.find((u) => u.id === here.state.user) || {}).tz || undefined;
const timeOf = (ts) => new Date(Number(ts) * 1000);
const clock = (ts) => timeOf(ts).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone() });
const day = (ts) => timeOf(ts).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: zone() });

function drawMessages() {
  const s = here.state;
  const c = s.channels.find((c) => c.id === s.channel) || {};
  $("where").textContent = c.im ? s.bot.name : "#" + c.name;
  $("about").textContent = c.im ? "Direct messages: only you and the app" : c.bot_in ? s.bot.name + " is in this channel" : s.bot.name + " is not in this channel";
  $("composer").hidden = false;
  const box = $("messages");
  const atEnd = box.dataset.channel !== s.channel || box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  box.dataset.channel = s.channel;
  const nodes = [];
  let last = "";
  for (const m of threaded(s.messages || [])) {
    if (day(m.ts) !== last && !(m.thread_ts && m.thread_ts !== m.ts)) { last = day(m.ts); nodes.push(el("div", { class: "day" }, last)); }
    nodes.push(drawMessage(m));
  }
  if (!nodes.length) nodes.push(el("p", { class: "empty" }, "Nothing here yet."));
  box.replaceChildren(...nodes);
  if (atEnd) box.scrollTop = box.scrollHeight;
}

// threaded puts replies below what they answer.
function threaded(messages) {
  const replies = messages.filter((m) => m.thread_ts && m.thread_ts !== m.ts);
  return messages.filter((m) => !replies.includes(m)).flatMap((m) => [m, ...replies.filter((r) => r.thread_ts === m.ts)]);
}

function drawMessage(m) {
  const s = here.state;
  const known = s.users.concat(s.bot).find((u) => u.id === m.user);
  const name = m.username || (known && (known.real_name || known.name)) || m.bot_id || m.user;
  const isBot = Boolean(m.bot_id) || m.user === "USLACKBOT";
  const initials = name.split(/\s+/).map((w) => w[0]).slice(0, 2).join("").toUpperCase();
  const shade = isBot ? "bot" : "f" + ([...name].reduce((n, c) => n + c.charCodeAt(0), 0) % 5);
  const scene = { people, block: "", state: m.state, data: { "data-ts": m.ts, "data-channel": m.channel },
    act: (action, node, confirm) => act({ channel: m.channel, ts: m.ts, ...action }, node, confirm) };
  const body = m.blocks && m.blocks.length ? renderBlocks(m.blocks, scene) : [mrkdwn(m.text, people)];
  for (const a of m.attachments || []) body.push(el("div", { class: "attachment" }, a.title ? el("strong", {}, a.title) : null, a.blocks ? el("div", {}, ...renderBlocks(a.blocks, scene)) : mrkdwn(a.text || a.fallback || "", people)));
  const reactions = (m.reactions || []).map((r) => el("span", { class: "reaction", "data-reaction": r.name, title: ":" + r.name + ":" }, (emoji[r.name] || ":" + r.name + ":") + " " + r.users.length));
  return el("article", { class: "message" + (m.ephemeral_for ? " only-you" : "") + (m.thread_ts && m.thread_ts !== m.ts ? " reply" : ""), "data-ts": m.ts, "data-channel": m.channel, "data-user": m.user },
    m.ephemeral_for ? el("div", { class: "eye" }, "Only visible to you") : null,
    el("div", { class: "face " + shade, "aria-hidden": "true" }, initials),
    el("div", {}, el("span", { class: "who" }, name), isBot ? el("span", { class: "tag" }, "APP") : null, el("time", { class: "time" }, clock(m.ts)),
      m.edited ? el("span", { class: "edited" }, "(edited)") : null,
      el("div", { class: "body" }, ...body), reactions.length ? el("div", { class: "reactions" }, ...reactions) : null));
}

function drawHome() {
  const s = here.state;
  $("where").textContent = s.bot.name;
  $("about").textContent = "Home, as " + ((s.users.find((u) => u.id === s.user) || {}).real_name || s.user) + " sees it";
  $("composer").hidden = true;
  const home = s.home;
  const scene = home && { people, state: home.state, data: { "data-view": home.id }, act: (action, node, confirm) => act({ view: home.id, ...action }, node, confirm) };
  $("messages").replaceChildren(home ? el("div", { class: "home", id: "home-view", "data-view": home.id }, ...renderBlocks(home.blocks, scene)) : el("p", { class: "empty" }, "The app has not published a Home tab."));
  $("messages").dataset.channel = "home";
}

async function act(action, node, confirm) {
  if (confirm && !window.confirm(confirm.title.text + "\n\n" + confirm.text.text)) { here.drawn = {}; refresh(); return; }
  node.disabled = true;
  await attempt(() => post("click", action));
  node.disabled = false;
  refresh();
}

// drawModal shows the view on top of the stack as a form.
function drawModal(view) {
  const dialog = $("modal");
  if (!view) { if (dialog.open) dialog.close(); dialog.replaceChildren(); return; }
  const typed = dialog.dataset.view === view.id ? valuesOf(dialog) : {};
  dialog.dataset.view = view.id;
  dialog.dataset.callbackId = view.callback_id;
  const scene = { people, state: view.state, data: { "data-view": view.id }, act: (action, node, confirm) => act({ view: view.id, ...action }, node, confirm),
    suggest: (what) => attempt(() => post("suggest", { view: view.id, ...what })) };
  const leave = () => attempt(() => post("close", { view: view.id }));
  dialog.replaceChildren(el("form", { on: { submit: (event) => submit(event, view) } },
    el("header", {}, el("h3", { id: "modal-title" }, view.title || ""), el("button", { type: "button", class: "x", "aria-label": "Close", on: { click: leave } }, "×")),
    el("div", { class: "fieldset" }, ...renderBlocks(view.blocks, scene)),
    el("footer", {}, el("button", { type: "button", class: "btn", id: "modal-close", on: { click: leave } }, view.close || "Cancel"),
      view.submit ? el("button", { type: "submit", class: "btn primary", id: "modal-submit" }, view.submit) : null)));
  for (const [block, value] of Object.entries(typed)) {
    const field = dialog.querySelector(`[name="${CSS.escape(block)}"]:not([role])`);
    if (field && "value" in field && field.type !== "radio" && field.type !== "checkbox" && !field.multiple && value && !field.value) field.value = value;
  }
  dialog.oncancel = (event) => { event.preventDefault(); leave(); };
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector(".field input, .field textarea, .field select, #modal-submit, #modal-close");
  if (first && !dialog.contains(document.activeElement)) first.focus();
  else if (first && document.activeElement.classList.contains("x")) first.focus();
}

// valuesOf reads a form's fields by block id; several choices join with commas.
function valuesOf(dialog) {
  const values = {};
  for (const box of dialog.querySelectorAll("[data-field]")) {
    const field = box.querySelector("[name]");
    const group = box.querySelector("[role=radiogroup],[role=group]");
    if (group) values[box.dataset.field] = [...group.querySelectorAll("input:checked")].map((i) => i.value).join(",");
    else if (field.multiple) values[box.dataset.field] = [...field.selectedOptions].map((o) => o.value).join(",");
    else values[box.dataset.field] = field.value;
  }
  return values;
}

async function submit(event, view) {
  event.preventDefault();
  const dialog = $("modal");
  const button = $("modal-submit");
  for (const p of dialog.querySelectorAll("[data-error]")) { p.hidden = true; p.closest(".field").classList.remove("bad"); }
  if (button) button.disabled = true;
  const result = await attempt(() => post("submit", { view: view.id, values: valuesOf(dialog) }));
  if (button) button.disabled = false;
  for (const [block, words] of Object.entries((result && result.errors) || {})) {
    const p = dialog.querySelector(`[data-error="${CSS.escape(block)}"]`);
    if (!p) continue;
    p.textContent = words;
    p.hidden = false;
    p.closest(".field").classList.add("bad");
  }
  refresh();
}

function hint() {
  const text = $("text").value;
  const fits = text.startsWith("/") ? here.state.commands.filter((c) => c.startsWith(text.split(" ")[0])) : [];
  $("hint").textContent = fits.length ? "Commands: " + fits.join("  ") : "";
  $("send").disabled = !text.trim();
  $("text").style.height = "auto";
  $("text").style.height = $("text").scrollHeight + "px";
}

$("text").addEventListener("input", hint);
// Enter sends; Shift+Enter is a new line.
let shift = false;
$("text").addEventListener("beforeinput", (event) => { if (event.inputType === "insertLineBreak" && !shift) event.preventDefault(); });
$("text").addEventListener("keydown", (event) => {
  shift = event.shiftKey;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("composer").requestSubmit(); }
});
$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  hint();
  $("messages").scrollTop = $("messages").scrollHeight;
  await attempt(() => post(text.startsWith("/") ? "command" : "say", { channel: here.channel, text }));
  refresh();
});
$("who").addEventListener("change", (event) => {
  here.user = event.target.value;
  const query = new URLSearchParams({ user: here.user });
  history.replaceState(null, "", "?" + query);
  const s = here.state, c = s.channels.find((c) => c.id === here.channel);
  here.channel = c && c.im ? "dm" : here.channel;
  here.drawn = {};
  if (here.home) attempt(() => post("home", {}));
  refresh();
});

const asked = new URLSearchParams(location.search);
here.user = asked.get("user");
here.channel = asked.get("channel");
here.home = asked.get("tab") === "home";
refresh().then(() => {
  hint();
  if (here.home) attempt(() => post("home", {}));
  new EventSource("/practice/changes").onmessage = () => refresh();
});
