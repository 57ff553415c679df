// What came of one run, or of two side by side: drawn to be read, or as the picture that it is.
import { Drawing, element, sharedAxes } from "./figure.js";

const COPIED_MS = 1500;

export class Result {
  constructor(demo, { sides, player, captions, tools }) {
    Object.assign(this, { demo, words: demo.words, place: sides, player, captions, tools, drawings: [], hasPictures: false });
  }

  show(done, figures) {
    this.end();
    Object.assign(this, { done, figures });
    this.draw();
  }

  draw() {
    const { done, figures, words } = this;
    this.end();
    this.place.className = this.captions.className = done.length > 1 ? "sides both" : "sides";
    const shared = figures[0].map((figure, i) => (figure && figures[1]?.[i] ? sharedAxes(figure, figures[1][i]) : []));
    this.place.replaceChildren(...done.map((run, side) => this.side(run, figures[side], side)));
    this.captions.replaceChildren(...done.map((run, side) => this.caption(run, side)));
    const places = [...this.place.querySelectorAll("[data-figure]")];
    this.drawings = places.map((place) => {
      const [side, i] = place.dataset.figure.split(" ").map(Number);
      return new Drawing(place, figures[side][i], words, shared[i]);
    });
    this.play();
    this.actions();
  }

  end() {
    clearInterval(this.timer);
    this.drawings.forEach((drawing) => drawing.end());
    this.drawings = [];
  }

  side(run, figures, side) {
    const drawn = run.pictures.map((picture, i) =>
      figures[i] && !this.hasPictures
        ? element("figure", { class: "figure", "data-figure": `${side} ${i}`, "data-testid": "figure" })
        : element("figure", { class: "figure" }, element("img", { src: picture, alt: run.alt || figures[i]?.title || run.caption[0], "data-testid": "picture" })),
    );
    return element("article", { class: "side", "data-testid": "side" }, this.heading(side), ...drawn);
  }

  // A headline that stands above already isn't said again.
  caption(run, side) {
    const known = [this.demo.title, ...this.figures[side].map((figure) => figure?.title)];
    const isNew = run.headline && !known.includes(run.headline);
    const [first, rest] = isNew ? [run.headline, run.caption.join(" ")] : run.caption;
    const more = rest ? element("details", { class: "fold" }, element("summary", {}, this.words["caption-more"]), element("p", {}, rest)) : null;
    return element("div", { class: "side" }, this.heading(side), element("p", { class: "caption", "data-testid": "caption" }, first), more);
  }

  heading(side) {
    return this.done.length > 1 ? element("h2", { class: "side-name" }, differing(this.done, side)) : null;
  }

  actions() {
    const { done, figures, words } = this;
    const link = button(words.link, "copy-link", () => this.copy(location.href, link, words.link));
    const saves = done.flatMap((run, side) =>
      run.pictures.map((picture, i) => {
        const which = [done.length > 1 && "AB"[side], run.pictures.length > 1 && i + 1].filter(Boolean).join(" ");
        const look = { class: "button secondary", href: picture, download: fileName(this.demo, run, picture, i), "data-testid": "save-picture" };
        return element("a", look, `${words["download-picture"]} ${which}`.trim());
      }),
    );
    const all = [...saves, link];
    if (figures.some((some) => some.some(Boolean))) {
      all.push(button(this.hasPictures ? words.plot : words.picture, "show-picture", () => {
        this.hasPictures = !this.hasPictures;
        this.draw();
        this.tools.lastElementChild.focus(); // drawn anew, it is where the pressed one was
      }));
    }
    this.tools.replaceChildren(...all);
    this.tools.hidden = false;
  }

  async copy(text, control, label) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https a browser lets only what is selected be copied.
      const field = element("textarea", {});
      field.value = text;
      control.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    control.textContent = this.words.copied;
    setTimeout(() => (control.textContent = label), COPIED_MS);
  }

  // Figures that move do so in step, however many frames each has.
  play() {
    const moving = this.drawings.filter((drawing) => drawing.frames > 1);
    this.player.hidden = !moving.length;
    if (!moving.length) return;
    const { words } = this;
    const most = Math.max(...moving.map((drawing) => drawing.frames)) - 1;
    const slider = element("input", { type: "range", min: 0, max: most, step: 1, "aria-label": words.frame, "data-testid": "frame" });
    const label = element("output", { class: "note" });
    const toggle = button("", "play", () => (this.timer ? stop() : start()));
    const show = (frame) => {
      slider.value = frame;
      label.textContent = `${frame} / ${most}`;
      moving.forEach((drawing) => drawing.show(Math.round((frame * (drawing.frames - 1)) / most)));
    };
    const stop = () => {
      clearInterval(this.timer);
      this.timer = undefined;
      toggle.textContent = words.play;
    };
    const start = () => {
      if (Number(slider.value) >= most) show(0);
      toggle.textContent = words.pause;
      this.timer = setInterval(() => {
        show(Number(slider.value) + 1);
        if (Number(slider.value) >= most) stop();
      }, moving[0].figure.ms);
    };
    slider.addEventListener("input", () => {
      stop();
      show(Number(slider.value));
    });
    this.player.replaceChildren(toggle, slider, label);
    stop();
    show(most);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) start();
  }
}

function differing(done, side) {
  const all = done.map((run) => ({ ...run.params, seed: String(run.seed) }));
  const names = Object.keys(all[0]).filter((name) => all[0][name] !== all[1][name]);
  return ["AB"[side], names.map((name) => `${name}=${all[side][name]}`).join(" ")].filter(Boolean).join(" · ");
}

function fileName(demo, run, picture, place) {
  const values = Object.entries(run.params).map(([name, value]) => `${name}=${value}`);
  const end = picture.slice(picture.lastIndexOf("."));
  return [demo.name, ...values, `seed=${run.seed}`, ...(place ? [place + 1] : [])].join("_").slice(0, 100) + end;
}

function button(label, id, onClick) {
  const made = element("button", { type: "button", class: "button secondary", "data-testid": id }, label);
  made.addEventListener("click", onClick);
  return made;
}
