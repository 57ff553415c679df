// The page of a demo: its address holds the values, and each change of them runs it again.
import { Controls } from "./controls.js";
import { element } from "./figure.js";
import { Live } from "./live.js";
import { Result } from "./result.js";
import * as runs from "./runs.js";

const PAUSE_MS = 400;
const AGAINST = "vs.";

const demo = JSON.parse(document.getElementById("demo").textContent);
const { words } = demo;
const find = (id) => document.querySelector(`[data-testid="${id}"]`);
const status = find("status");
const trouble = find("trouble");
const [captions, tools] = ["captions", "tools"].map((id) => document.getElementById(id));
const result = new Result(demo, { sides: find("sides"), player: find("player"), captions, tools });

let sides = [];
let running = new AbortController();
let waiting;
let asked; // what the address says that is shown

function changed(isSure = false, isStep = false) {
  markPreset();
  address(isStep);
  clearTimeout(waiting);
  waiting = setTimeout(run, isSure ? 0 : PAUSE_MS);
}

async function run() {
  clearTimeout(waiting);
  running.abort();
  const own = (running = new AbortController());
  say("");
  sides.forEach((side) => side.forgive());
  progress(0, "");
  try {
    const done = [];
    for (const side of sides) {
      const end = await follow(side, own.signal, done.length);
      if (!end) return;
      done.push(end);
    }
    await show(done, own.signal);
  } catch (error) {
    if (own.signal.aborted) return;
    console.error(error);
    say(words.lost);
  }
}

// Follows one run and returns it once it is done; what goes wrong is said where it belongs.
async function follow(side, signal, before) {
  const live = new Live(find("live"));
  for await (const state of runs.watch(demo, side.values, signal)) {
    if (signal.aborted) return null;
    live.add(state.fraction ?? 0, state.note ?? "");
    if (state.state === "done") return state;
    if (state.sentence) {
      quiet();
      if (!side.refuse(state.param, state.sentence)) say(state.sentence);
      return null;
    }
    progress((before + state.fraction) / sides.length, state.note);
  }
  throw new Error("the run has no end");
}

async function show(done, signal) {
  const figures = await Promise.all(done.map((one) => runs.figures(demo, one)));
  if (signal.aborted) return;
  find("live").hidden = true;
  result.show(done, figures);
  status.replaceChildren(element("span", { class: "sr-only" }, `${words.done}: ${done.map((one) => one.caption[0]).join(" ")}`));
  document.getElementById("code").hidden = false;
  code.job = done[0].job;
  code.fill();
  recent();
}

function progress(fraction, note) {
  let bar = status.querySelector("progress");
  if (!bar) {
    bar = element("progress", { max: 1, "aria-label": words.running });
    status.replaceChildren(element("span", { class: "sr-only" }, words.running), bar, element("span", { class: "note", "aria-hidden": "true" }));
  }
  bar.value = fraction;
  status.querySelector(".note").textContent = note;
}

function quiet() {
  status.replaceChildren();
  find("live").hidden = true;
}

function say(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
  if (!sentence) return;
  quiet();
  trouble.scrollIntoView({ block: "nearest" });
}

// The address

// Back undoes a step, such as a preset; each move of a slider would be too many of them.
function address(isStep = false) {
  const query = new URLSearchParams(sides[0].values);
  if (sides[1]) for (const [name, value] of Object.entries(sides[1].values)) if (value !== sides[0].values[name]) query.set(AGAINST + name, value);
  if (sides[1] && ![...query.keys()].some((name) => name.startsWith(AGAINST))) query.set(`${AGAINST}seed`, sides[1].values.seed);
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) query.set("lang", lang);
  const isNew = location.search !== `?${query}`;
  history[isStep && isNew ? "pushState" : "replaceState"](null, "", `?${query}`);
  asked = location.search;
  document.querySelectorAll('[data-testid="language"]').forEach((link) => {
    query.set("lang", link.lang);
    link.href = `?${query}`;
  });
}

function fromAddress() {
  const given = Object.fromEntries(new URLSearchParams(location.search));
  const preset = demo.presets.find(({ name }) => name === given.preset);
  const against = Object.entries(given).filter(([name]) => name.startsWith(AGAINST)).map(([name, value]) => [name.slice(AGAINST.length), value]);
  const rest = Object.entries(given).filter(([name]) => !name.startsWith(AGAINST) && !["lang", "preset", "job"].includes(name));
  const own = { ...preset?.params, ...Object.fromEntries(rest) };
  sides[0].reset(own);
  if (sides[1]) alone();
  if (against.length) compare({ ...own, ...Object.fromEntries(against) });
  return given.job;
}

// The values

const form = find("controls");
const presets = element("div", { class: "presets", role: "group", "aria-label": words.presets });
const look = element("p", { class: "look", "data-testid": "look" });
const fields = element("div", { class: "sides-of-values" });
const against = element("button", { type: "button", class: "button secondary", "data-testid": "compare" }, words.compare);

function build() {
  const start = element("button", { type: "submit", class: "button primary", "data-testid": "run" }, words.run);
  const reset = element("button", { type: "button", class: "button secondary", "data-testid": "reset" }, words.reset);
  reset.addEventListener("click", () => choose({}));
  against.addEventListener("click", () => {
    if (sides[1]) alone();
    else compare(sides[0].values);
    changed(true, true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    address();
    run();
  });
  for (const preset of demo.presets) {
    const sign = preset.works ? "✓" : "✗";
    const about = `${preset.works ? words.works : words.fails}: ${preset.look}`;
    const chip = element("button", { type: "button", class: "pick", "data-testid": `preset-${preset.name}`, title: about }, element("span", { "aria-hidden": "true" }, sign), element("span", {}, preset.title));
    chip.addEventListener("click", () => choose(preset.params));
    presets.append(chip);
  }
  sides = [new Controls(demo, words["more-params"], "", changed)];
  fields.append(sides[0].fieldset);
  form.append(element("p", { class: "field-label" }, words.presets), presets, look, fields, element("div", { class: "actions" }, start, reset, against));
}

function choose(params) {
  sides[0].reset({ seed: sides[0].values.seed, ...params });
  changed(true, true);
}

function compare(values) {
  sides[1] = new Controls(demo, words.sides[1], "vs-", changed);
  sides[1].reset(values);
  fields.append(sides[1].fieldset);
  sides[0].fieldset.querySelector("legend").textContent = words.sides[0];
  against.textContent = words.alone;
}

function alone() {
  sides.pop().fieldset.remove();
  sides[0].fieldset.querySelector("legend").textContent = words["more-params"];
  against.textContent = words.compare;
}

function markPreset() {
  const { seed, ...values } = sides[0].values;
  const own = Object.fromEntries(demo.params.map((param) => [param.name, param.default]));
  const isSet = ({ params }) => Object.entries({ ...own, ...params }).every(([name, value]) => values[name] === value);
  look.textContent = demo.presets.find(isSet)?.look ?? "";
  demo.presets.forEach((preset, place) => presets.children[place].setAttribute("aria-pressed", isSet(preset)));
}

// The code, and what others tried

const code = {
  fold: document.getElementById("code"),
  async fill() {
    if (!this.fold.open || this.shown === this.job) return;
    this.shown = this.job;
    const text = await runs.code(demo, this.job);
    const copy = element("button", { type: "button", class: "button secondary" }, words.copy);
    copy.addEventListener("click", () => result.copy(text, copy, words.copy));
    const file = `data:text/x-python;charset=utf-8,${encodeURIComponent(text)}`;
    const save = element("a", { class: "button secondary", href: file, download: `${demo.name}.py`, "data-testid": "save-code" }, words["download-code"]);
    const source = element("pre", { class: "code", tabindex: 0, "data-testid": "code" }, element("code", {}, text));
    this.fold.lastElementChild.replaceChildren(element("div", { class: "actions" }, copy, save), source);
  },
};
code.fold.hidden = true;
code.fold.addEventListener("toggle", () => code.fill());

async function recent() {
  const found = await runs.recent(demo);
  const place = document.getElementById("recent");
  place.hidden = !found.length;
  place.querySelector("ul").replaceChildren(
    ...found.map(({ href, picture, values }) =>
      element("li", {}, element("a", { href, "data-testid": "recent" }, picture ? element("img", { src: picture, alt: "", loading: "lazy" }) : null, element("span", {}, values))),
    ),
  );
}

async function open() {
  clearTimeout(waiting);
  running.abort();
  const own = (running = new AbortController());
  asked = location.search;
  const job = fromAddress();
  markPreset();
  if (!job) {
    address();
    run();
    return;
  }
  try {
    await again(job, own.signal);
  } catch (error) {
    if (own.signal.aborted) return;
    console.error(error);
    say(words.away);
  }
}

// Shows an earlier run; the address of one that cannot be had now stays.
async function again(job, signal) {
  const earlier = await runs.finished(demo, job);
  if (signal.aborted) return;
  if (!earlier) {
    address();
    say(words.gone);
    return;
  }
  sides[0].reset({ ...earlier.params, seed: String(earlier.seed) });
  markPreset();
  await show([earlier], signal);
}

build();
addEventListener("popstate", () => location.search !== asked && open());
open();
