// What a run says of itself while it trains, such as "epoch 3 · loss 0.21", as a curve that grows.
import { line, plot } from "./plot.js";
import { element } from "./figure.js";

const SAID = /^(.*?\D)\s(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(%?)$/;
const FEWEST = 3;

export class Live {
  constructor(place) {
    Object.assign(this, { place, points: [], name: "" });
    place.replaceChildren();
    place.hidden = true;
  }

  add(fraction, note) {
    const [, name, value] = note.split(" · ").at(-1).match(SAID) ?? [];
    if (!name) return;
    if (name !== this.name) this.points = [];
    this.name = name;
    this.points.push({ fraction, value: Number(value) });
    if (this.points.length >= FEWEST) this.draw();
  }

  draw() {
    const curve = line(this.points, { x: "fraction", y: "value", stroke: "var(--accent)", strokeWidth: 2 });
    const x = { domain: [0, 1], axis: null };
    const svg = plot({ width: 250, height: 110, marginLeft: 42, marginTop: 10, marginBottom: 8, x, y: { ticks: 3, label: null, grid: true }, marks: [curve] });
    this.place.replaceChildren(element("p", {}, this.name), svg);
    this.place.hidden = false;
  }
}
