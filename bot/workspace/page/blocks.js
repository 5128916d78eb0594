// Block Kit as DOM nodes. A scene says where blocks are shown: {people, data
// (attributes for every element), act(action), state}.
"use strict";

const plainText = (t) => (t ? withEmoji(t.text || "") : "");

function textNode(t, scene) {
  if (!t) return null;
  return t.type === "mrkdwn" ? mrkdwn(t.text, scene.people) : el("div", { class: "line" }, plainText(t));
}

function renderBlocks(blocks, scene) {
  return (blocks || []).map((b) => renderBlock(b, scene));
}

function renderBlock(b, scene) {
  const box = (...children) => el("div", { class: "block " + b.type, "data-block-id": b.block_id }, ...children);
  const inner = { ...scene, block: b.block_id };
  switch (b.type) {
    case "section": {
      const fields = (b.fields || []).map((f) => textNode(f, scene));
      const words = el("div", { class: "words" }, textNode(b.text, scene), fields.length ? el("div", { class: "fields" }, ...fields) : null);
      return box(words, b.accessory ? renderElement(b.accessory, inner) : null);
    }
    case "header": return box(plainText(b.text));
    case "divider": return box();
    case "context": return box(...b.elements.map((e) => (e.type === "image" ? picture(e) : textNode(e, scene))));
    case "actions": case "context_actions": return box(...b.elements.map((e) => renderElement(e, inner)));
    case "image": return box(b.title ? el("div", { class: "title" }, plainText(b.title)) : null, picture(b));
    case "markdown": return box(mrkdwn(b.text.replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/^#+ (.*)$/gm, "*$1*"), scene.people));
    case "alert": return box(textNode(b.text, scene));
    case "rich_text": return box(...b.elements.map((e) => richPart(e, scene)));
    case "table": case "data_table": return box(renderTable(b, scene));
    case "data_visualization": return box(renderChart(b));
    case "container": return box(plainText(b.title), ...renderBlocks(b.child_blocks, scene));
    case "layout": return box(...b.rows.flatMap((r) => r.items.map((i) => renderBlock(i.block, scene))));
    case "input": return renderInput(b, inner);
  }
  return el("div", { class: "block unknown" }, "[" + b.type + "]");
}

// picture shows a file that the app uploaded. Pictures from elsewhere are only
// named: the page loads nothing but itself.
function picture(b) {
  if (!b.slack_file) return el("span", {}, "🖼 " + b.alt_text);
  return el("img", { src: "/file/" + encodeURIComponent(b.slack_file.id), alt: b.alt_text, title: b.alt_text });
}

function richPart(part, scene) {
  const children = () => (part.elements || []).map((e) => richInline(e, scene));
  switch (part.type) {
    case "rich_text_list":
      return el(part.style === "ordered" ? "ol" : "ul", {}, ...part.elements.map((e) => el("li", {}, richPart(e, scene))));
    case "rich_text_quote": return el("blockquote", {}, ...children());
    case "rich_text_preformatted": return el("pre", {}, ...children());
  }
  return el("div", { class: "line" }, ...children());
}

function richInline(e, scene) {
  const style = e.style || {};
  let node = document.createTextNode(e.text || "");
  if (e.type === "user") node = el("span", { class: "mention" }, "@" + (scene.people.user(e.user_id) || e.user_id));
  if (e.type === "channel") node = el("span", { class: "mention" }, "#" + (scene.people.channel(e.channel_id) || e.channel_id));
  if (e.type === "emoji") node = document.createTextNode(emoji[e.name] || ":" + e.name + ":");
  if (e.type === "link" && /^(https?|mailto):/.test(e.url)) node = el("a", { href: e.url, target: "_blank", rel: "noreferrer noopener" }, e.text || e.url);
  if (e.type === "date") node = document.createTextNode(dateToken("!date^" + e.timestamp + "^" + e.format, e.fallback));
  for (const [name, tag] of [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"]]) if (style[name]) node = el(tag, {}, node);
  return node;
}

function renderTable(b, scene) {
  const settings = (i) => (b.column_settings || [])[i] || {};
  const cell = (c) => (!c ? [] : c.type === "rich_text" ? c.elements.map((e) => richPart(e, scene)) : [String(c.text ?? c.value ?? "")]);
  const look = (i) => (settings(i).align || "left") + (settings(i).is_wrapped ? " wrapped" : "");
  return el("div", { class: "scroll", tabindex: 0 }, el("table", {}, el("tbody", {}, ...b.rows.map((row, r) =>
    el("tr", {}, ...row.map((c, i) => el(r === 0 ? "th" : "td", { class: look(i) }, ...cell(c))))))));
}

// optionsOf lists an element's options, in groups or not.
const optionsOf = (e) => [...(e.options || []), ...(e.option_groups || []).flatMap((g) => g.options)];

function renderElement(e, scene) {
  const data = { ...scene.data, "data-action-id": e.action_id, "data-block-id": scene.block };
  const act = (extra, node) => scene.act({ action_id: e.action_id, block_id: scene.block, ...extra }, node, e.confirm);
  const label = plainText(e.placeholder) || "Choose…";
  const choose = (event) => { if (event.target.value) act({ option: event.target.value }, event.target); };
  switch (e.type) {
    case "button": case "workflow_button": case "icon_button":
      return el("button", { type: "button", class: "btn " + (e.style || ""), ...data, value: e.value, "aria-label": e.accessibility_label,
        on: { click: (event) => { if (e.url && /^https?:/.test(e.url)) window.open(e.url, "_blank", "noopener"); act({ value: e.value }, event.currentTarget); } } }, plainText(e.text) || e.icon || "•");
    case "static_select": case "overflow": case "radio_buttons":
      return el("select", { class: "pick", ...data, "aria-label": e.type === "overflow" ? "More" : label, on: { change: choose } },
        el("option", { value: "" }, e.type === "overflow" ? "⋯" : label),
        ...optionsOf(e).map((o) => el("option", { value: o.value, selected: chosenIn(e, scene) === o.value }, plainText(o.text))));
    case "datepicker":
      return el("input", { class: "pick", type: "date", ...data, value: chosenIn(e, scene), "aria-label": label, on: { change: choose } });
    case "timepicker":
      return el("input", { class: "pick", type: "time", ...data, value: chosenIn(e, scene), on: { change: choose } });
    case "checkboxes":
      return el("span", { ...data }, ...choiceList(e, scene, "checkbox", (values, node) => act({ options: values }, node)));
    case "feedback_buttons":
      return el("span", {}, ...[["positive_button", "👍"], ["negative_button", "👎"]].map(([side, face]) =>
        el("button", { type: "button", class: "btn", ...data, on: { click: (event) => act({ option: (e[side] || {}).value || side }, event.currentTarget) } }, plainText((e[side] || {}).text) || face)));
    case "users_select": case "conversations_select": case "channels_select":
      return el("select", { class: "pick", ...data, on: { change: choose } }, el("option", { value: "" }, label),
        ...scene.people.list(e.type).map(([id, name]) => el("option", { value: id, selected: chosenIn(e, scene) === id }, name)));
    case "image": return picture(e);
  }
  return el("span", { class: "block unknown" }, "[" + e.type + "]");
}

// chosenIn is what an element holds: what was chosen, or what it began with.
function chosenIn(e, scene) {
  const held = ((scene.state || {})[scene.block] || {})[e.action_id];
  if (!held) return "";
  const value = held.value ?? held.selected_date ?? held.selected_time ?? held.selected_user ?? held.selected_channel ?? held.selected_conversation;
  if (value !== undefined && value !== null) return value;
  if (held.selected_option) return held.selected_option.value;
  return (held.selected_options || []).map((o) => o.value).join(",");
}

function choiceList(e, scene, kind, changed) {
  const held = chosenIn(e, scene).split(",");
  return (e.options || []).map((o) => el("label", { class: "choice" },
    el("input", { type: kind, name: scene.block, value: o.value, checked: held.includes(o.value), "data-action-id": e.action_id,
      on: { change: (event) => changed && changed([...event.target.closest("[data-action-id]:not(input)").querySelectorAll("input:checked")].map((i) => i.value), event.target) } }),
    el("span", {}, plainText(o.text), o.description ? el("span", { class: "help" }, " " + plainText(o.description)) : null)));
}

// renderSearch is a select whose options the app is asked for as one types.
function renderSearch(e, data, held, scene) {
  const list = el("select", { ...data, size: 6 }, held ? el("option", { value: held, selected: true }, held) : null);
  let asked = 0;
  const ask = async (text) => {
    const mine = ++asked;
    const answer = await scene.suggest({ action_id: e.action_id, text });
    if (mine !== asked || !answer) return;
    const chosen = list.value;
    list.replaceChildren(...(answer.options || []).map((o) => el("option", { value: o.value, selected: o.value === chosen }, o.text)));
  };
  const box = el("input", { type: "search", placeholder: plainText(e.placeholder) || "Type to search", "aria-label": "Search", "data-search": scene.block,
    on: { input: (event) => ask(event.target.value), focus: (event) => { if (!asked) ask(event.target.value); } } });
  return el("div", { class: "search" }, box, list);
}

// renderInput is one field of a form. Its value is read by block id.
function renderInput(b, scene) {
  const e = b.element;
  const id = "field-" + b.block_id;
  const data = { ...scene.data, "data-action-id": e.action_id, "data-block-id": b.block_id, id, name: b.block_id };
  const held = chosenIn(e, scene);
  let field;
  switch (e.type) {
    case "radio_buttons": field = el("div", { ...data, role: "radiogroup" }, ...choiceList(e, scene, "radio")); break;
    case "checkboxes": field = el("div", { ...data, role: "group" }, ...choiceList(e, scene, "checkbox")); break;
    case "static_select": case "multi_static_select":
      field = el("select", { ...data, multiple: e.type.startsWith("multi_") }, e.type.startsWith("multi_") ? null : el("option", { value: "" }, plainText(e.placeholder) || "Choose…"),
        ...optionsOf(e).map((o) => el("option", { value: o.value, selected: held.split(",").includes(o.value) }, plainText(o.text))));
      break;
    case "users_select": case "conversations_select": case "channels_select":
      field = el("select", data, el("option", { value: "" }, plainText(e.placeholder) || "Choose…"), ...scene.people.list(e.type).map(([v, name]) => el("option", { value: v, selected: held === v }, name)));
      break;
    case "external_select": field = renderSearch(e, data, held, scene); break;
    case "plain_text_input":
      field = e.multiline ? el("textarea", { ...data, placeholder: plainText(e.placeholder) }, held) : el("input", { ...data, type: "text", placeholder: plainText(e.placeholder), value: held });
      break;
    default: {
      const kinds = { number_input: "text", datepicker: "date", timepicker: "time", email_text_input: "email", url_text_input: "url" };
      field = el("input", { ...data, type: kinds[e.type] || "text", inputmode: e.type === "number_input" ? "decimal" : null, placeholder: plainText(e.placeholder), value: held });
    }
  }
  return el("div", { class: "block field", "data-field": b.block_id },
    el("label", { class: "label", for: id }, plainText(b.label), b.optional ? el("span", { class: "optional" }, " (optional)") : null),
    field, b.hint ? el("p", { class: "help" }, plainText(b.hint)) : null, el("p", { class: "error", hidden: true, "data-error": b.block_id }));
}
