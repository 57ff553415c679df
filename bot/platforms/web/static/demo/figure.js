// Draws a figure that compute told as JSON (`compute/interactive.py`), with values to read.
import { axisX, axisY, dot, gridX, gridY, line, plot, pointer, rect, tip } from "./plot.js";

const SVG = "http://www.w3.org/2000/svg";
const PX = 0.92; // of a point: words are as large on a phone as on a desk
const THIN = 0.72; // of a point, for lines and dots
const NARROW = 560;
const MIN_HEIGHT = 260;
const FEW = 2; // more panels than these stand low on a phone, one below the other
const LOW = 0.62; // of a panel's width
const MOST_ROWS = 400;
const DIGITS = 4;
const BESIDE = 6; // between the edge of a panel and what stands beside it, and a part of its width
const TICKED = 0.8; // of a panel's width, which its margins share with its ticks

const measure = document.createElement("canvas").getContext("2d");

// One figure in its place; `show` draws the frame that is asked for.
export class Drawing {
  constructor(place, figure, words, shared = []) {
    Object.assign(this, { place, figure, words, shared, frame: 0 });
    this.ink = inks(figure.inks);
    this.names = namesOf(figure);
    place.replaceChildren(
      (this.title = element("h2", { class: "figure-title" })),
      (this.panels = element("div", { class: "panels" })),
      keyOf(figure.key, this.ink),
      element("p", { class: "sr-only", "aria-live": "polite" }),
      this.numbers(),
    );
    this.voice = place.querySelector(".sr-only");
    this.watch = new ResizeObserver(() => this.width !== this.panels.clientWidth && this.draw());
    this.watch.observe(place);
    this.draw();
  }

  get frames() {
    return this.figure.frames?.length ?? 1;
  }

  get svgs() {
    return [...this.panels.querySelectorAll(".panel > svg")];
  }

  show(frame) {
    this.frame = Math.min(Math.max(frame, 0), this.frames - 1);
    this.draw();
  }

  end() {
    this.watch.disconnect();
  }

  draw() {
    this.width = this.panels.clientWidth;
    const shown = at(this.figure, this.frame);
    this.title.textContent = shown.title;
    const rows = rowsOf(shown.panels, this.width < NARROW);
    const read = this.svgs.indexOf(document.activeElement);
    this.panels.replaceChildren(...rows.map((row) => this.row(row, shown)));
    this.svgs[read]?.focus();
  }

  row(panels, shown) {
    const gap = 12;
    const room = this.width - gap * (panels.length - 1);
    const whole = panels.reduce((sum, panel) => sum + panel.box[2], 0);
    const drawn = panels.map((panel) => {
      const width = Math.floor((room * panel.box[2]) / whole);
      const box = element("div", { class: panel.paper ? "panel on-paper" : "panel" });
      if (panel.title) box.append(element("p", { class: "panel-title" }, panel.title));
      box.append(this.panel(panel, width, shown, panels.length > 1));
      return box;
    });
    return element("div", { class: "panel-row" }, ...drawn);
  }

  panel(panel, width, shown, hasNeighbours) {
    const shared = this.shared[shown.panels.indexOf(panel)] ?? {};
    const x = { ...panel.x, ...shared.x };
    const y = { ...panel.y, ...shared.y };
    const along = { ...x, ticks: x.ticks && folded(x.ticks, (width * TICKED) / x.ticks.length) };
    const margins = marginsOf(panel, along, y, width);
    const shape = panel.box[3] / (panel.box[2] * this.figure.aspect);
    const sides = margins.marginLeft + margins.marginRight;
    const inner = (width - sides) / (panel.fixed && !hasNeighbours ? Math.max(1, shape) : 1);
    const isLow = this.width < NARROW && shown.panels.length > FEW;
    const free = isLow ? inner * LOW : Math.max(inner * shape, MIN_HEIGHT);
    const tall = panel.fixed ? inner * shape : free;
    const height = Math.round(tall) + margins.marginTop + margins.marginBottom;
    const points = pointsOf(panel, this.names).filter((point) => within(point.x, x) && within(point.y, y));
    const said = (point) => saidOf(point, x, y);
    const tips = { x: "x", y: "y", title: said, maxRadius: 60, fontSize: 13, lineHeight: 1.35, fill: "var(--raised)", stroke: "var(--line)" };
    const svg = plot({
      width: inner + sides,
      height,
      ...margins,
      x: scaleOf(x),
      y: scaleOf(y),
      r: { type: "identity" },
      color: { type: "identity" },
      ariaLabel: this.words.figure.replace("{title}", panel.title || shown.title),
      marks: [...axesOf(along, y), ...panel.marks.flatMap((mark) => this.mark(mark, { ...panel, x, y })), tip(points, pointer(tips))],
    });
    for (const [name, { color }] of Object.entries({ x, y })) if (color) svg.querySelector(`[aria-label="${name}-axis label"]`)?.setAttribute("fill", this.ink(color));
    this.readByKeys(svg, points, said);
    return svg;
  }

  mark(mark, panel) {
    const { ink } = this;
    switch (mark.kind) {
      case "line": {
        const points = mark.x.map((x, i) => ({ x, y: mark.y[i] }));
        const dash = mark.dash.map((length) => length * THIN).join(" ");
        const look = { stroke: ink(mark.color), strokeWidth: mark.width * THIN, strokeDasharray: dash || undefined };
        return line(points, { x: "x", y: "y", ...look, strokeOpacity: mark.alpha, strokeLinecap: "round", clip: true });
      }
      case "dots": {
        const points = mark.x.map((x, i) => ({ x, y: mark.y[i], i })).filter((point) => within(point.x, panel.x) && within(point.y, panel.y));
        const each = (value, read) => (Array.isArray(value) ? (point) => read(value[point.i]) : read(value));
        const radius = (size) => Math.max(1, size * 0.42);
        return dot(points, {
          x: "x", y: "y", r: each(mark.size, radius), ...symbolOf(mark.symbol), fill: each(mark.fill, ink),
          stroke: each(mark.stroke, ink), strokeWidth: mark.width * THIN, opacity: mark.alpha,
        });
      }
      case "bar":
        return rect([mark], { x1: starting(mark.x1, panel.x), x2: "x2", y1: starting(mark.y1, panel.y), y2: "y2", fill: ink(mark.fill), stroke: ink(mark.stroke), strokeWidth: mark.width * THIN, opacity: mark.alpha, clip: true });
      case "path":
        return pathOf(mark, ink);
      case "image":
        return imageOf(mark);
      case "text":
        return textOf(mark, ink);
      default:
        return [];
    }
  }

  // The arrow keys go from value to value, as the pointer does.
  readByKeys(svg, points, said) {
    if (!points.length) return;
    let place = -1;
    svg.tabIndex = 0;
    svg.role = "application";
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      place = (place + step + points.length) % points.length;
      const { left, top } = svg.getBoundingClientRect();
      const [x, y] = ["x", "y"].map((name) => svg.scale(name).apply(points[place][name]));
      svg.dispatchEvent(new PointerEvent("pointermove", { clientX: left + x, clientY: top + y, pointerType: "mouse", bubbles: true }));
      this.voice.textContent = said(points[place]).replaceAll("\n", ", ");
    });
  }

  numbers() {
    const fold = element("details", { class: "fold numbers" }, element("summary", {}, this.words.numbers));
    const fill = () => fold.append(...at(this.figure, this.frames - 1).panels.flatMap((panel) => this.table(panel)));
    fold.addEventListener("toggle", fill, { once: true });
    return fold;
  }

  // The values of one panel, up to as many as can be read, and how many there are if they are more.
  table(panel) {
    const { x, y, title } = panel;
    const points = pointsOf(panel, this.names);
    if (!points.length) return [];
    const row = (tag, values, attributes) => element("tr", {}, ...values.map((value) => element(tag, attributes, value)));
    const head = row("th", ["", x.label || "x", y.label || "y"], { scope: "col" });
    const said = (point) => (point.value === undefined ? written(point.y, y) : rounded(point.value));
    const body = points.slice(0, MOST_ROWS).map((point) => row("td", [point.name, written(point.x, x), said(point)]));
    const caption = title ? element("caption", {}, title) : null;
    const table = element("table", {}, caption, element("thead", {}, head), element("tbody", {}, ...body));
    const cut = this.words.cut.replace("{shown}", MOST_ROWS).replace("{all}", points.length);
    const more = points.length > MOST_ROWS ? element("p", { class: "note" }, cut) : null;
    return [element("div", { class: "table-frame", tabindex: 0 }, table), more].filter(Boolean);
  }
}

// Returns for each panel the axes that two figures share, where both have the same kind.
export function sharedAxes(one, other) {
  if (one.panels.length !== other.panels.length) return [];
  return one.panels.map((panel, place) => {
    const both = (name) => union(panel[name], other.panels[place][name]);
    return { x: both("x"), y: both("y") };
  });
}

function union(one, other) {
  if (one.scale !== other.scale || !one.ticks !== !other.ticks) return {};
  if (one.ticks && JSON.stringify(one.ticks) !== JSON.stringify(other.ticks)) return {};
  const all = [...one.domain, ...other.domain];
  const ends = [Math.min(...all), Math.max(...all)];
  return { domain: one.domain[0] > one.domain[1] ? ends.reverse() : ends };
}

// Returns a figure as it stands in a frame, which has only what differs from the first.
function at(figure, frame) {
  const changes = figure.frames?.[frame];
  if (!changes) return figure;
  const panels = figure.panels.map((panel, place) => {
    const changed = changes.panels[place];
    if (!changed) return panel;
    const { marks = {}, ...rest } = changed;
    const all = Array.isArray(marks) ? marks : panel.marks.map((mark, i) => marks[i] ?? mark);
    return { ...panel, ...rest, marks: all };
  });
  return { ...figure, title: changes.title ?? figure.title, panels };
}

// Returns panels by row: as they stand in the figure, but two beside each other, or below each other
// where there's no room.
function rowsOf(panels, isNarrow) {
  if (isNarrow) return panels.map((panel) => [panel]);
  const rows = [];
  for (const panel of panels) {
    const [, bottom, , height] = panel.box;
    const row = rows.find(([first]) => Math.abs(first.box[1] + first.box[3] / 2 - bottom - height / 2) < height / 2);
    if (row) row.push(panel);
    else rows.push([panel]);
  }
  return panels.length === 2 ? [panels] : rows;
}

// The ink and the paper are the page's; other colours are lifted where it is dark.
function inks({ ink, paper, faint }) {
  const own = { [ink]: "var(--ink)", [paper]: "var(--surface)", [faint]: "var(--soft)" };
  return (color) => (color ? (own[color] ?? `color-mix(in oklab, ${color}, white var(--lift))`) : "none");
}

// Words in the colour of a line are its name.
function namesOf(figure) {
  const texts = figure.panels.flatMap((panel) => panel.marks.filter((mark) => mark.kind === "text"));
  return new Map([...texts, ...figure.key].map(({ color, text }) => [color, text.replaceAll("\n", " ")]).reverse());
}

function pointsOf(panel, names) {
  const named = (mark, color) => mark.label || names.get(color) || "";
  return panel.marks.flatMap((mark) => {
    if (mark.kind === "line") return mark.x.map((x, i) => ({ x, y: mark.y[i], name: named(mark, mark.color) }));
    if (mark.kind === "dots")
      return mark.x.map((x, i) => ({ x, y: mark.y[i], name: named(mark, Array.isArray(mark.fill) ? mark.fill[i] : mark.fill) }));
    if (mark.kind === "bar") return [barPoint(mark, panel, named(mark, mark.fill))];
    if (mark.kind === "image") return cellsOf(mark);
    return [];
  }).filter(({ x, y }) => x !== null && y !== null);
}

function barPoint({ x1, x2, y1, y2 }, panel, name) {
  const isLying = Boolean(panel.y.ticks) && !panel.x.ticks;
  return isLying ? { x: x2, y: (y1 + y2) / 2, name } : { x: (x1 + x2) / 2, y: y2, name };
}

function cellsOf({ x1, x2, y1, y2, values }) {
  const down = (y2 - y1) / values.length;
  return values.flatMap((row, i) =>
    row.map((value, j) => ({ x: x1 + ((x2 - x1) * (j + 0.5)) / row.length, y: y2 - down * (i + 0.5), name: "", value })).filter(({ value }) => value !== null),
  );
}

// A logarithmic axis has no 0: bars on it start at its edge.
function starting(value, { scale, domain }) {
  return [scale === "log" && value <= 0 ? domain[0] : value];
}

function within(value, { domain }) {
  const [low, high] = domain[0] < domain[1] ? domain : [domain[1], domain[0]];
  const near = (end) => Math.abs(end) * 1e-6 + 1e-12;
  return value !== null && value >= low - near(low) && value <= high + near(high);
}

function rounded(value, digits = DIGITS) {
  return String(Number(value.toPrecision(digits)));
}

// The narrower an axis, the more digits tell its values apart.
function digitsOf({ domain: [low, high] }) {
  return DIGITS + Math.max(0, Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / Math.abs(high - low))));
}

function written(value, axis) {
  const tick = axis.ticks?.find(([place]) => Math.abs(place - value) < 1e-9);
  if (tick) return tick[1];
  const digits = digitsOf(axis);
  return axis.percent ? `${rounded(value * 100, digits)}%` : rounded(value, digits);
}

function saidOf(point, x, y) {
  if (point.value !== undefined) return rounded(point.value);
  const along = `${x.label || "x"} ${written(point.x, x)}`;
  const up = `${y.label || "y"} ${written(point.y, y)}`;
  return [point.name, along, up].filter(Boolean).join("\n");
}

function scaleOf({ scale, domain }) {
  return { type: scale, domain, axis: null };
}

function axesOf(x, y) {
  const look = { fontSize: 12, fill: "var(--ink)", tickSize: 0, labelArrow: "none" };
  const marks = [];
  if (x.grid) marks.push(gridX(ticked(x), { stroke: "var(--line)", strokeOpacity: 1 }));
  if (y.grid) marks.push(gridY(ticked(y), { stroke: "var(--line)", strokeOpacity: 1 }));
  if (!x.ticks || x.ticks.length || x.label) marks.push(axisX(ticked(x), { ...look, ...formatted(x), label: x.label || null, labelAnchor: "center" }));
  if (!y.ticks || y.ticks.length || y.label) marks.push(axisY(ticked(y), { ...look, ...formatted(y), label: y.label || null, labelAnchor: "top" }));
  return marks;
}

function power(value) {
  if (value >= 0.001 && value < 1e5) return rounded(value);
  const exponent = Math.round(Math.log10(value));
  const digits = String(exponent).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
  return Math.abs(value / 10 ** exponent - 1) < 1e-9 ? `10${digits}` : "";
}

function ticked(axis) {
  return axis.ticks ? axis.ticks.map(([place]) => place) : undefined;
}

function formatted(axis) {
  if (axis.ticks) return { text: axis.ticks.map(([, label]) => label) };
  return { tickFormat: axis.percent ? (value) => written(value, axis) : axis.scale === "log" ? power : undefined };
}

function wide(text, size, isBold = false) {
  measure.font = `${isBold ? 700 : 400} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return Math.max(...text.split("\n").map((row) => measure.measureText(row).width));
}

// Returns ticks whose words go on in the next line where a tick has no room for them.
function folded(ticks, room) {
  const fold = (row) =>
    row.split(" ").reduce((rows, word) => (wide(`${rows} ${word}`, 12) > room ? `${rows}\n${word}` : `${rows} ${word}`));
  return ticks.map(([place, label]) => [place, label.split("\n").map(fold).join("\n")]);
}

function marginsOf(panel, x, y, width) {
  const rows = Math.max(1, ...(x.ticks ?? []).map(([, label]) => label.split("\n").length));
  const labels = y.ticks ? y.ticks.map(([, label]) => wide(label, 12)) : [36];
  const marginLeft = Math.min(Math.max(12, ...labels) + 12, width * 0.4);
  const inner = width - marginLeft;
  const beyond = panel.marks.filter((mark) => mark.kind === "text" && mark.across === "left").map((mark) => {
    const fraction = mark.axes[0] ? mark.at[0] : (mark.at[0] - x.domain[0]) / (x.domain[1] - x.domain[0]);
    const room = wide(mark.text, mark.size * PX, mark.bold) + mark.shift[0] * PX + 8;
    return fraction > 0.97 ? room + (fraction - 1) * inner : room - (1 - fraction) * inner * 0.75;
  });
  return {
    marginLeft,
    marginRight: Math.min(Math.max(16, ...beyond), width * 0.45),
    marginTop: y.label ? 30 : 12,
    marginBottom: 12 * rows + (x.label ? 30 : !x.ticks || x.ticks.length ? 14 : -4),
  };
}

// What follows draws what the library has no mark for; it calls these with its scales.

function pathOf(mark, ink) {
  return (index, scales, values, dimensions) => {
    const points = ([x, y]) => x.map((one, i) => `${scales.x(one)},${scales.y(y[i])}`).join("L");
    const attributes = { d: mark.rings.map((ring) => `M${points(ring)}`).join(""), "fill-rule": "evenodd", opacity: mark.alpha };
    return clipped(dimensions, svgElement("path", { ...attributes, fill: ink(mark.fill), stroke: ink(mark.stroke), "stroke-width": mark.width * THIN }));
  };
}

function clipped({ width, height, marginLeft, marginRight, marginTop, marginBottom }, drawn) {
  const [wide, tall] = [width - marginLeft - marginRight, height - marginTop - marginBottom];
  const frame = svgElement("svg", { x: marginLeft, y: marginTop, width: wide, height: tall, viewBox: `${marginLeft} ${marginTop} ${wide} ${tall}`, style: "overflow: hidden" });
  frame.append(drawn);
  return frame;
}

function imageOf(mark) {
  return (index, { x, y }) => {
    const [left, right, top, bottom] = [x(mark.x1), x(mark.x2), y(mark.y2), y(mark.y1)];
    return svgElement("image", {
      href: mark.href, x: left, y: Math.min(top, bottom), width: Math.abs(right - left), height: Math.abs(bottom - top),
      preserveAspectRatio: "none", opacity: mark.alpha, style: "image-rendering: pixelated",
    });
  };
}

function textOf(mark, ink) {
  return (index, scales, values, { width, height, marginLeft, marginRight, marginTop, marginBottom }) => {
    const [x, y] = mark.at;
    const left = mark.axes[0] ? marginLeft + x * (width - marginLeft - marginRight) + (x > 1 ? BESIDE : 0) : scales.x(x);
    const top = mark.axes[1] ? height - marginBottom - y * (height - marginTop - marginBottom) : scales.y(y);
    const size = mark.size * PX;
    const lines = mark.text.split("\n");
    const rise = { top: 0.85, bottom: 0.15 - (lines.length - 1) * 1.15, baseline: 0 }[mark.up] ?? 0.35 - ((lines.length - 1) * 1.15) / 2;
    const anchor = { left: "start", right: "end" }[mark.across] ?? "middle";
    const [over, up] = mark.shift;
    const place = `translate(${left + over * PX},${top - up * PX})${mark.turned ? ` rotate(${-mark.turned})` : ""}`;
    const text = svgElement("text", {
      transform: place, "text-anchor": anchor, "font-size": size, "font-weight": mark.bold ? 700 : 400,
      fill: ink(mark.color), opacity: mark.alpha, class: mark.box ? "boxed" : "",
    });
    text.append(...lines.map((row, i) => {
      const span = svgElement("tspan", { x: 0, dy: `${i ? 1.15 : rise}em` });
      span.textContent = row;
      return span;
    }));
    return text;
  };
}

// Plot has triangles that point upwards only.
function symbolOf(name) {
  return name === "triangle-down" ? { symbol: "triangle", rotate: 180 } : { symbol: name };
}

function keyOf(entries, ink) {
  return element("p", { class: "figure-key" }, ...entries.map(({ text, color }) => element("span", { style: `color: ${ink(color)}` }, text)));
}

function svgElement(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
