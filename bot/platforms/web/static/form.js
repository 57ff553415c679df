// A form in a dialog. What is typed lives in the browser until the server has taken it, so a
// refused or interrupted answer is never lost.
const MAX_SENT = 120_000; // characters per field; escaped, it still fits one socket message

export default {
  props: { labels: Object, draft: String },
  emits: ["typed", "sent", "dismissed"],
  data: () => ({ form: null, token: 0, values: {}, options: {}, error: "", errorField: "", isSending: false, isUploading: false }),
  created() {
    this.sent = new Map(); // by token: the id and the drafts of what is on its way
  },
  methods: {
    open(token, form, answered, isSame) {
      const isThere = isSame && this.isShown(answered);
      this.answered(answered);
      this.token = token;
      this.form = form;
      this.options = {};
      if (!isThere) {
        this.values = Object.fromEntries(form.fields.map((field) => [field.name, this.start(field)]));
        this.isUploading = false;
      }
      this.explain(form.error, form.error_field);
      this.$nextTick(this.reveal);
    },
    reveal() {
      const dialog = this.$refs.dialog;
      if (!dialog.open) dialog.showModal();
      dialog.scrollTop = 0;
      (this.input(this.errorField) ?? dialog.querySelector("[data-field]"))?.focus();
      if (this.error) dialog.querySelector("#form-error").scrollIntoView({ block: "nearest" });
    },
    input(name) {
      return this.$refs.dialog.querySelector(`[data-field="${CSS.escape(name)}"]`);
    },
    isShown(token) {
      return this.form !== null && token === this.token;
    },
    explain(error, field = "") {
      this.error = error;
      this.errorField = this.form.fields.some(({ name }) => name === field) ? field : "";
      this.isSending = false;
    },
    refuse(token, error, field) {
      this.answered(token);
      if (this.isShown(token)) this.explain(error, field);
    },
    finish(token) {
      for (const [key, text] of this.answered(token)) if (sessionStorage.getItem(key) === text) sessionStorage.removeItem(key);
      if (this.isShown(token)) this.$refs.dialog.close();
    },
    // Nothing is on its way any more for this token; returns the drafts that were.
    answered(token) {
      const { id, drafts } = this.sent.get(token) ?? { drafts: [] };
      this.sent.delete(token);
      window.quizmaster.forgetSent(`${this.draft}|sent`, id);
      return drafts;
    },
    drafts() {
      return this.form.fields.map((field) => [this.key(field), sessionStorage.getItem(this.key(field))]);
    },
    start(field) {
      const draft = sessionStorage.getItem(this.key(field));
      const isOnItsWay = [...this.sent.values()].some(({ drafts }) => drafts.some(([key, text]) => key === this.key(field) && text === draft));
      const kept = isOnItsWay ? null : draft;
      return kept ?? (field.value || (field.kind === "choice" ? field.options[0].value : ""));
    },
    key(field) {
      return [this.draft, this.form.command, JSON.stringify(this.form.args), field.name].join("|");
    },
    type(field, value) {
      this.values = { ...this.values, [field.name]: value };
      if (field.completes) this.ask(field);
      if (field.kind !== "paragraph") return;
      try {
        sessionStorage.setItem(this.key(field), value);
      } catch {
        // A full storage only means that a restart would lose this text.
      }
    },
    attach(name, value, isComing) {
      this.values = { ...this.values, [name]: value };
      this.isUploading = isComing;
      if (value) this.error = "";
    },
    ask(field) {
      this.$emit("typed", { token: this.token, field: field.name, values: this.clipped() });
    },
    suggest(name, typed, options) {
      if (this.values[name] === typed) this.options = { ...this.options, [name]: options };
    },
    clipped() {
      return Object.fromEntries(Object.entries(this.values).map(([name, value]) => [name, value.slice(0, MAX_SENT)]));
    },
    send() {
      if (this.isSending) return;
      if (this.isUploading) {
        this.explain(this.labels.uploading);
        return;
      }
      const missing = this.form.fields.find((field) => field.required && !this.values[field.name].trim());
      if (missing) {
        this.explain(this.labels.required.replace("\u0000", missing.label), missing.name);
        this.input(missing.name)?.focus();
        return;
      }
      this.isSending = true;
      this.error = "";
      const values = this.clipped();
      const words = JSON.stringify([this.form.command, this.form.args, values]);
      const id = window.quizmaster.sentId(`${this.draft}|sent`, words);
      this.sent.set(this.token, { id, drafts: this.drafts() });
      this.$emit("sent", { token: this.token, values, id });
    },
    closed() {
      this.$emit("dismissed", { token: this.token });
      this.form = null;
    },
    described(field) {
      const isMeant = this.error && (!this.errorField || this.errorField === field.name);
      return isMeant ? { "aria-describedby": "form-error", "aria-invalid": this.errorField ? "true" : undefined } : {};
    },
    problem() {
      const error = { id: "form-error", class: "form-error", role: "alert", "data-testid": "form-error" };
      return Vue.h("p", { ...error, key: "error" }, this.error);
    },
    drawn(field) {
      const h = Vue.h;
      const common = {
        id: `field-${field.name}`,
        "data-field": field.name,
        "data-testid": `form-${field.name}`,
        "aria-required": field.required,
        ...this.described(field),
      };
      const value = this.values[field.name];
      const onInput = (event) => this.type(field, event.target.value);
      if (field.kind === "choices") return this.choices(field, common);
      if (field.kind === "choice") {
        const option = (one) => h("option", { value: one.value, selected: one.value === value }, one.label);
        return h("select", { ...common, onChange: onInput }, field.options.map(option));
      }
      const text = { ...common, value, placeholder: field.placeholder, onInput };
      if (field.kind === "paragraph") return h("textarea", { ...text, rows: 7 });
      const line = { ...text, type: "text", autocomplete: "off" };
      return field.completes ? this.completed(field, line) : h("input", line);
    },
    completed(field, line) {
      const h = Vue.h;
      const list = `options-${field.name}`;
      const option = ({ value, label }) => h("option", { value, label: label === value ? undefined : label });
      return [
        h("input", { ...line, list, onFocus: () => this.ask(field) }),
        h("datalist", { id: list }, (this.options[field.name] ?? []).map(option)),
      ];
    },
    choices(field, common) {
      const h = Vue.h;
      const picked = this.values[field.name].split(",").filter(Boolean);
      const toggle = (one) => {
        const isOn = picked.includes(one.value);
        const kept = field.options.map((option) => option.value).filter((value) =>
          value === one.value ? !isOn : picked.includes(value),
        );
        this.type(field, kept.join(","));
      };
      const box = (one, index) =>
        h("label", { class: "pick" }, [
          h("input", {
            type: "checkbox",
            checked: picked.includes(one.value),
            "data-field": index === 0 ? field.name : undefined,
            onChange: () => toggle(one),
          }),
          h("span", one.label),
        ]);
      const group = { class: "picks", role: "group", "aria-labelledby": `label-${field.name}`, ...this.described(field) };
      return h("div", { ...group, "data-testid": common["data-testid"] }, field.options.map(box));
    },
    field(field) {
      const h = Vue.h;
      const problem = this.errorField === field.name && this.problem();
      if (field.kind === "file") return h("div", { class: "field", key: field.name }, [this.$slots.default?.(), problem]);
      const length = [...this.values[field.name]].length;
      const over = length > field.max_length;
      const count = { class: ["counter", { over }], "data-testid": "counter", "aria-live": over ? "polite" : undefined };
      const number = (value) => value.toLocaleString(this.labels.locale);
      const name = { id: `label-${field.name}`, class: "field-label" };
      const label =
        field.kind === "choices" ? h("span", name, field.label) : h("label", { ...name, for: `field-${field.name}` }, field.label);
      return h("div", { class: "field", key: field.name }, [
        label,
        this.drawn(field),
        field.kind === "paragraph" && h("span", count, `${number(length)} / ${number(field.max_length)}`),
        problem,
      ]);
    },
    pressed(event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
    },
    inside() {
      const h = Vue.h;
      const { form, labels } = this;
      const isBusy = this.isSending || this.isUploading;
      const hasText = form.fields.some((field) => field.kind === "paragraph");
      const submit = (event) => {
        event.preventDefault();
        this.send();
      };
      return h("form", { novalidate: true, onSubmit: submit, onKeydown: this.pressed }, [
        h("h2", { id: "form-title", class: "form-title" }, form.title),
        form.intro && h("p", { class: "form-intro", "data-testid": "form-intro" }, form.intro),
        ...form.fields.map(this.field),
        !this.errorField && this.problem(),
        h("footer", { class: "form-footer" }, [
          hasText && h("span", { class: "form-keys" }, labels.keys),
          h("button", { type: "button", class: "button secondary", onClick: () => this.$refs.dialog.close() }, labels.cancel),
          h(
            "button",
            { type: "submit", class: "button primary", "aria-disabled": isBusy || undefined, "data-testid": "form-submit" },
            this.isSending ? labels.sending : form.submit,
          ),
        ]),
      ]);
    },
  },
  render() {
    const dialog = { ref: "dialog", class: "form-dialog", "aria-labelledby": "form-title", "data-testid": "form" };
    return Vue.h("dialog", { ...dialog, onClose: this.closed }, this.form ? [this.inside()] : []);
  },
};
