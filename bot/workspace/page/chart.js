// Charts of data_visualization blocks as SVG: bars grouped by category, lines and
// areas over the categories, a pie as shares. Below each stand its numbers, for
// who cannot see it.
"use strict";

const inks = ["#2f7f83", "#d98032", "#6a5a9c", "#b5495b", "#4f9d69", "#8a6d55"];

// svg makes an SVG element: attributes, then children (strings become text).
function svg(name, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

function renderChart(b) {
  const pie = b.chart.type === "pie";
  return el("figure", { class: "chart", "aria-label": b.title },
    el("figcaption", {}, b.title), pie ? pieChart(b.chart) : axisChart(b.chart),
    el("p", { class: "numbers" }, pie ? b.chart.segments.map((s) => s.label + " " + s.value).join(", ")
      : b.chart.series.map((s) => s.name + ": " + s.data.map((p) => p.label + " " + p.value).join(", ")).join("; ")));
}

function legend(names) {
  return el("div", { class: "legend" }, ...names.map((name, i) => el("span", {}, svg("svg", { width: 10, height: 10 }, svg("rect", { width: 10, height: 10, rx: 2, fill: inks[i % inks.length] })), " " + name)));
}

const round = (most) => {
  for (let step = 1e-6; ; step *= 10) for (const n of [1, 2, 5]) if (n * step * 4 >= most) return n * step;
};

function axisChart(chart) {
  const wide = 620, high = 190, left = 44, below = 64, plot = wide - left;
  const names = chart.axis_config.categories, all = chart.series;
  const values = all.flatMap((s) => s.data.map((p) => p.value));
  const step = round(Math.max(...values, 1e-5)), top = step * Math.ceil(Math.max(...values, step) / step), bottom = Math.min(0, step * Math.floor(Math.min(...values) / step));
  const y = (v) => 8 + (high - 8) * (top - v) / (top - bottom), each = plot / names.length;
  const value = (s, name) => s.data.find((p) => p.label === name).value;
  const parts = [];
  for (let v = bottom; v <= top + step / 2; v += step)
    parts.push(svg("line", { x1: left, x2: wide, y1: y(v), y2: y(v), class: "grid" }), svg("text", { x: left - 7, y: y(v) + 4, "text-anchor": "end" }, String(+v.toPrecision(6))));
  names.forEach((name, i) => {
    const middle = left + each * (i + 0.5), tilt = each < 74;
    parts.push(svg("text", tilt ? { x: 0, y: 0, "text-anchor": "end", transform: `translate(${middle + 4} ${high + 14}) rotate(-38)` } : { x: middle, y: high + 18, "text-anchor": "middle" }, tilt && name.length > 13 ? name.slice(0, 12) + "…" : name));
    if (chart.type !== "bar") return;
    const bar = Math.min(26, each * 0.8 / all.length), from = middle - bar * all.length / 2;
    all.forEach((s, k) => {
      const v = value(s, name), a = y(Math.max(v, 0)), z = y(Math.min(v, 0));
      parts.push(svg("rect", { x: from + k * bar + 0.5, y: a, width: Math.max(bar - 1, 1), height: Math.max(z - a, 0), fill: inks[k % inks.length] }, svg("title", {}, `${name}, ${s.name}: ${v}`)));
    });
  });
  if (chart.type !== "bar") all.forEach((s, k) => {
    const line = names.map((name, i) => `${left + each * (i + 0.5)},${y(value(s, name))}`).join(" ");
    const area = chart.type === "area";
    parts.push(svg(area ? "polygon" : "polyline", { points: area ? `${left + each / 2},${y(0)} ${line} ${wide - each / 2},${y(0)}` : line,
      fill: area ? inks[k % inks.length] : "none", "fill-opacity": 0.35, stroke: inks[k % inks.length], "stroke-width": 2 }));
  });
  const { x_label: across, y_label: up } = chart.axis_config;
  return el("div", {}, el("div", { class: "axis" }, up || ""), svg("svg", { viewBox: `0 0 ${wide} ${high + below}`, role: "img" }, ...parts), el("div", { class: "axis center" }, across || ""), legend(all.map((s) => s.name)));
}

function pieChart(chart) {
  const sum = chart.segments.reduce((n, s) => n + s.value, 0), around = 2 * Math.PI * 45;
  let before = 0;
  const slices = chart.segments.map((s, i) => {
    const part = around * s.value / sum, at = before;
    before += part;
    return svg("circle", { cx: 90, cy: 90, r: 45, fill: "none", stroke: inks[i % inks.length], "stroke-width": 88, "stroke-dasharray": `${part} ${around - part}`, "stroke-dashoffset": around / 4 - at });
  });
  return el("div", {}, svg("svg", { viewBox: "0 0 620 180", role: "img" }, ...slices), legend(chart.segments.map((s) => s.label)));
}
