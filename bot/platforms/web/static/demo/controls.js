// The values of one run: a field for each param and the seed.
import { element } from "./figure.js";

const LOG_FROM = 500; // a slider over so many times its least value goes by powers
const STEPS = 200;
const YES = /^(true|1|yes|y|on|t)$/i; // as compute reads it

export class Controls {
  constructor(demo, heading, prefix, onChange) {
    Object.assign(this, { demo, prefix, onChange, fields: new Map() });
    const params = demo.params.map((param) => this.field(param, this.inputs(param)));
    const dice = element("button", { type: "button", class: "icon-button dice", "aria-label": demo.words.dice, title: demo.words.dice, "data-testid": `${prefix}dice` }, "🎲");
    dice.addEventListener("click", () => {
      this.set({ seed: String(Math.floor(Math.random() * 1000)) });
      onChange(true);
    });
    const seed = { name: "seed", title: demo.words.seed, type: "int", default: "0" };
    this.fieldset = element("fieldset", { class: "values" }, element("legend", {}, heading), ...params, this.field(seed, [this.box(seed), dice]));
  }

  get values() {
    return Object.fromEntries([...this.fields].map(([name, { read }]) => [name, read()]));
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.fields.get(name)?.write(value);
  }

  reset(values = {}) {
    const own = Object.fromEntries(this.demo.params.map((param) => [param.name, param.default]));
    this.set({ ...own, seed: "0", ...values });
  }

  // Says next to a field what is wrong with it; false where there is no such field.
  refuse(name, sentence) {
    const field = this.fields.get(name);
    if (!field) return false;
    field.error.textContent = sentence;
    field.input.setAttribute("aria-invalid", "true");
    return true;
  }

  forgive() {
    for (const { error, input } of this.fields.values()) {
      error.textContent = "";
      input.removeAttribute("aria-invalid");
    }
  }

  field(param, inputs) {
    const id = `${this.prefix}${param.name}`;
    const error = element("p", { class: "form-error", id: `${id}-error`, role: "alert", "data-testid": `${id}-error` });
    const input = inputs.find((one) => one.id === id) ?? inputs[0];
    input.setAttribute("aria-describedby", `${id}-error`);
    Object.assign(this.fields.get(param.name), { error, input });
    const isGroup = input.tagName === "DIV";
    const label = element(isGroup ? "p" : "label", { class: "field-label", for: isGroup ? undefined : id, id: `${id}-label` }, param.title);
    if (param.hint) label.append(element("span", { class: "hint" }, ` ${param.hint}`));
    return element("div", { class: "field" }, label, element("div", { class: "field-row" }, ...inputs), error);
  }

  inputs(param) {
    if (param.type === "bool") return [this.toggle(param)];
    if (param.type === "choice" && param.choices.length > 4) return [this.list(param)];
    if (param.choices.length) return [this.picks(param)];
    const box = this.box(param);
    return ["int", "float"].includes(param.type) ? [this.slider(param, box), box] : [box];
  }

  box(param) {
    const id = `${this.prefix}${param.name}`;
    const isNumber = ["int", "float"].includes(param.type);
    const look = isNumber ? { inputmode: "decimal", class: "number" } : {};
    const box = element("input", { type: "text", id, name: param.name, maxlength: 200, autocomplete: "off", spellcheck: "false", "data-testid": id, ...look });
    box.addEventListener("input", () => this.onChange());
    this.fields.set(param.name, { read: () => box.value.trim(), write: (value) => (box.value = value) });
    return box;
  }

  slider(param, box) {
    const { minimum: low, maximum: high, type } = param;
    const isLog = type === "float" && low > 0 && high / low >= LOG_FROM;
    const whole = (value) => Math.min(Math.max(type === "int" ? Math.round(value) : Number(value.toPrecision(2)), low), high);
    const there = (place) => whole(isLog ? low * (high / low) ** (place / STEPS) : low + ((high - low) * place) / STEPS);
    const back = (value) => STEPS * (isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
    const isInt = type === "int";
    const bounds = isInt ? { min: low, max: high, step: 1 } : { min: 0, max: STEPS, step: 1 };
    const slider = element("input", { type: "range", ...bounds, "aria-label": param.title, "data-testid": `${this.prefix}${param.name}-slider` });
    const follow = () => {
      const value = Number(box.value);
      if (!Number.isFinite(value)) return;
      slider.value = isInt ? value : back(value);
      slider.setAttribute("aria-valuetext", box.value);
    };
    slider.addEventListener("input", () => {
      box.value = String(isInt ? Number(slider.value) : there(Number(slider.value)));
      slider.setAttribute("aria-valuetext", box.value);
      this.onChange();
    });
    box.addEventListener("input", follow);
    const field = this.fields.get(param.name);
    field.write = (value) => {
      box.value = value;
      follow();
    };
    return slider;
  }

  toggle(param) {
    const id = `${this.prefix}${param.name}`;
    const box = element("input", { type: "checkbox", id, class: "switch", "data-testid": id });
    return this.held(param, box, () => String(box.checked), (value) => (box.checked = YES.test(value)));
  }

  list(param) {
    const id = `${this.prefix}${param.name}`;
    const list = element("select", { id, "data-testid": id }, ...param.choices.map((choice) => element("option", { value: choice }, choice)));
    return this.held(param, list, () => list.value, (value) => (list.value = value));
  }

  picks(param) {
    const id = `${this.prefix}${param.name}`;
    const type = param.type === "choices" ? "checkbox" : "radio";
    const boxes = param.choices.map((choice) => element("input", { type, name: id, value: choice, "data-testid": `${id}-${choice}` }));
    const labels = boxes.map((box) => element("label", { class: "pick" }, box, box.value));
    const group = element("div", { class: "picks", role: "group", "aria-labelledby": `${id}-label` }, ...labels);
    const read = () => boxes.filter((box) => box.checked).map((box) => box.value).join(",");
    const write = (value) => boxes.forEach((box) => (box.checked = value.split(",").map((one) => one.trim()).includes(box.value)));
    return this.held(param, group, read, write);
  }

  // A value that a field cannot show is kept as it was given until the field is touched.
  held(param, input, read, write) {
    let given = null;
    input.addEventListener("change", () => {
      given = null;
      this.onChange(true);
    });
    const take = (value) => {
      write(value);
      given = read() === value ? null : value;
    };
    this.fields.set(param.name, { read: () => given ?? read(), write: take });
    return input;
  }
}
