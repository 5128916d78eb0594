// Slack's mrkdwn as DOM nodes. Text only ever becomes text nodes, so nothing
// that somebody typed can turn into markup.
"use strict";

const emoji = {
  white_check_mark: "✓", heavy_check_mark: "✓", x: "✗", warning: "⚠", tada: "🎉", wave: "👋", bulb: "💡", eyes: "👀", "+1": "👍", "-1": "👎",
  thumbsup: "👍", thumbsdown: "👎", calendar: "📅", bell: "🔔", no_bell: "🔕", dart: "🎯", seedling: "🌱", hourglass: "⌛", moneybag: "💰", fire: "🔥",
  large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠", red_circle: "🔴", white_circle: "⚪", memo: "📝", question: "❓",
  information_source: "ℹ️", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", handshake: "🤝", speech_balloon: "💬", star: "⭐",
};

// el makes an element: attributes, then children (strings become text).
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

const unescapeText = (s) => s.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const withEmoji = (s) => s.replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji[name] || all);

// Styles, outermost first: [pattern, element].
const styles = [
  [/(^|[\s(\[{"'.,;:!?_~-])\*(\S(?:[^*\n]*\S)?)\*(?=$|[\s)\]}"'.,;:!?_~-])/, "strong"],
  [/(^|[\s(\[{"'.,;:!?*~-])_(\S(?:[^_\n]*\S)?)_(?=$|[\s)\]}"'.,;:!?*~-])/, "em"],
  [/(^|[\s(\[{"'.,;:!?*_-])~(\S(?:[^~\n]*\S)?)~(?=$|[\s)\]}"'.,;:!?*_-])/, "s"],
];

// token is <…>: a link, a mention, a date.
function token(inner, people) {
  const [target, label] = inner.split(/\|(.*)/s);
  if (target.startsWith("@")) return el("span", { class: "mention" }, "@" + (people.user(target.slice(1)) || label || target.slice(1)));
  if (target.startsWith("#")) return el("span", { class: "mention" }, "#" + (people.channel(target.slice(1)) || label || target.slice(1)));
  if (target.startsWith("!date^")) return document.createTextNode(dateToken(target, label));
  if (target.startsWith("!")) return el("span", { class: "mention" }, label || "@" + target.slice(1).split("^")[0]);
  if (/^(https?|mailto):/.test(target)) return el("a", { href: unescapeText(target), target: "_blank", rel: "noreferrer noopener" }, unescapeText(label || target.replace(/^mailto:/, "")));
  return document.createTextNode(unescapeText("<" + inner + ">"));
}

function dateToken(target, fallback) {
  const [, unix, form] = target.split("^");
  const when = new Date(Number(unix) * 1000);
  if (!form || isNaN(when)) return fallback || target;
  const say = (options) => when.toLocaleString("en-GB", options);
  return unescapeText(form)
    .replace(/\{date_long(_pretty)?\}/g, say({ weekday: "long", day: "numeric", month: "long", year: "numeric" }))
    .replace(/\{date_short(_pretty)?\}/g, say({ day: "numeric", month: "short", year: "numeric" }))
    .replace(/\{date(_pretty)?\}/g, say({ day: "numeric", month: "long", year: "numeric" }))
    .replace(/\{date_num\}/g, when.toISOString().slice(0, 10))
    .replace(/\{time(_secs)?\}/g, say({ hour: "2-digit", minute: "2-digit" }));
}

// styled splits plain text by the styles, from the outermost inwards.
function styled(text) {
  const out = document.createDocumentFragment();
  for (const [pattern, name] of styles) {
    const hit = pattern.exec(text);
    if (!hit) continue;
    const start = hit.index + hit[1].length;
    out.append(styled(text.slice(0, start)), el(name, {}, styled(hit[2])), styled(text.slice(hit.index + hit[0].length)));
    return out;
  }
  out.append(withEmoji(unescapeText(text)));
  return out;
}

// inline is one stretch of text without code fences. Tokens are put aside
// under private-use characters, so that *bold* may span them.
function inline(text, people) {
  const aside = [];
  const put = (node) => { aside.push(node); return String.fromCharCode(0xe000 + aside.length - 1); };
  text = text.replace(/[\ue000-\uf8ff]/g, "");
  text = text.replace(/`([^`\n]+)`/g, (_, code) => put(el("code", {}, unescapeText(code))));
  text = text.replace(/<([^<>\n]+)>/g, (_, inner) => put(token(inner, people)));
  const out = styled(text);
  if (aside.length) putBack(out, aside);
  return out;
}

function putBack(root, aside) {
  for (const node of [...root.childNodes]) {
    if (node.nodeType !== Node.TEXT_NODE) { if (node.tagName !== "CODE") putBack(node, aside); continue; }
    const parts = node.data.split(/([\ue000-\uf8ff])/);
    if (parts.length === 1) continue;
    node.replaceWith(...parts.filter((p) => p).map((p) => aside[p.charCodeAt(0) - 0xe000] || p));
  }
}

// mrkdwn is a whole text: fences, quotes, lines.
function mrkdwn(text, people) {
  const out = el("div", { class: "line" });
  const parts = (text || "").split(/```\n?([\s\S]*?)\n?```/);
  parts.forEach((part, i) => {
    if (i % 2) { out.append(el("pre", {}, unescapeText(part))); return; }
    let quote = null;
    part.split("\n").forEach((line, n) => {
      const quoted = /^(&gt;|>) ?/.exec(line);
      if (quoted) {
        if (!quote) { quote = el("blockquote"); out.append(quote); } else quote.append("\n");
        quote.append(inline(line.slice(quoted[0].length), people));
        return;
      }
      if (n > 0 && !quote) out.append("\n");
      quote = null;
      out.append(inline(line, people));
    });
  });
  return out;
}
