// The input line. What is typed lives in the browser (and in its session storage), so that a
// slow server, a refusal or a restart never takes it away.
const MAX_SENT = 6001; // one more than the server takes, so that it can say so

export default {
  props: { labels: Object, draft: String, formDraft: String },
  emits: ["complete", "send", "placed"],
  data: () => ({ line: "", notice: "", isAnswer: false, options: [], chosen: -1, isSending: false }),
  mounted() {
    this.line = sessionStorage.getItem(this.draft) ?? "";
    const cutOff = [this.draft, this.formDraft].filter((draft) => window.quizmaster.hear(`${draft}|sent`));
    if (window.quizmaster.served()) this.notice = this.labels.unpressed;
    if (cutOff.length) this.notice = this.labels.unsent;
    this.$nextTick(this.fit);
    this.$emit("placed", Intl.DateTimeFormat().resolvedOptions().timeZone);
    document.addEventListener("keydown", this.summoned);
  },
  unmounted() {
    document.removeEventListener("keydown", this.summoned);
  },
  computed: {
    isOpen() {
      return this.options.length > 0;
    },
  },
  methods: {
    summoned(event) {
      // The key that brings the focus here is typed here, too.
      const isElsewhere = event.target.closest("textarea, input, select, dialog, [contenteditable]");
      if (event.key !== "/" || isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.line) event.preventDefault();
      this.$refs.input.focus();
    },
    typed(text) {
      this.line = text;
      this.notice = "";
      this.isAnswer = false;
      this.keep();
      this.ask();
      this.$nextTick(this.fit);
    },
    keep() {
      try {
        sessionStorage.setItem(this.draft, this.line);
      } catch {
        // A full storage only means that a restart would lose this line.
      }
    },
    ask() {
      this.options = [];
      if (this.line.startsWith("/") && this.line.length < 500) this.$emit("complete", { line: this.line });
    },
    suggest(line, options) {
      if (this.isSending || line !== this.line || document.activeElement !== this.$refs.input) return;
      this.options = options;
      this.chosen = line.endsWith(" ") ? -1 : 0;
    },
    choose(option) {
      this.typed(option.line);
      this.$refs.input.focus();
    },
    close() {
      this.options = [];
    },
    move(step) {
      const count = this.options.length;
      this.chosen = (Math.max(this.chosen, step < 0 ? 0 : -1) + step + count) % count;
      this.$nextTick(() => this.$refs.list?.children[this.chosen]?.scrollIntoView({ block: "nearest" }));
    },
    pressed(event) {
      // While Hangul is being composed, Enter ends the syllable and must not send.
      if (event.isComposing || event.keyCode === 229) return;
      if (this.isOpen && this.steered(event)) return event.preventDefault();
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.send();
      }
    },
    steered(event) {
      const option = this.options[this.chosen];
      if (event.key === "ArrowDown") this.move(1);
      else if (event.key === "ArrowUp") this.move(-1);
      else if (event.key === "Escape") this.close();
      else if (event.key === "Tab" && !event.shiftKey) this.choose(option ?? this.options[0]);
      else if (event.key === "Enter" && option && option.line.trim() !== this.line.trim()) this.choose(option);
      else return false;
      return true;
    },
    send() {
      if (this.isSending || !this.line.trim()) return;
      this.isSending = true;
      this.close();
      const line = this.line.slice(0, MAX_SENT);
      this.$emit("send", { line, id: window.quizmaster.sentId(`${this.draft}|sent`, line) });
    },
    accepted(line) {
      this.isSending = false;
      sessionStorage.removeItem(`${this.draft}|sent`);
      if (this.line.slice(0, MAX_SENT) !== line) return;
      this.line = this.notice = "";
      sessionStorage.removeItem(this.draft);
      this.$nextTick(this.fit);
    },
    refused(line, notice, isAnswer) {
      this.isSending = false;
      this.notice = notice;
      this.isAnswer = isAnswer && this.line === line;
      window.quizmaster.hear(`${this.draft}|sent`);
    },
    answer() {
      this.typed(`/answer ${this.line.trim()}`);
      this.$refs.input.focus();
      this.send();
    },
    fit() {
      const input = this.$refs.input;
      input.style.height = "auto";
      input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
    },
    list() {
      const h = Vue.h;
      const item = (option, index) =>
        h(
          "li",
          {
            id: `suggestion-${index}`,
            role: "option",
            "aria-selected": index === this.chosen,
            class: ["suggestion", { chosen: index === this.chosen }],
            "data-testid": "suggestion",
            onMousedown: (event) => {
              event.preventDefault(); // keeps the focus in the input
              this.choose(option);
            },
          },
          [
            h("span", { class: "suggestion-label" }, [
              option.label,
              option.usage && h("span", { class: "usage" }, ` ${option.usage}`),
            ]),
            option.detail && h("span", { class: "suggestion-detail" }, option.detail),
          ],
        );
      const list = { ref: "list", id: "suggestions", role: "listbox", "aria-label": this.labels.suggestions };
      return h("div", { class: "suggestions", "data-testid": "suggestions" }, [
        h("ul", list, this.options.map(item)),
        h("p", { class: "keys" }, this.labels.keys),
      ]);
    },
  },
  render() {
    const h = Vue.h;
    const input = {
      ref: "input",
      id: "composer-input",
      rows: 1,
      value: this.line,
      placeholder: this.labels.placeholder,
      role: "combobox",
      autocomplete: "off",
      spellcheck: false,
      "aria-label": this.labels.input,
      "aria-autocomplete": "list",
      "aria-expanded": this.isOpen,
      "aria-controls": this.isOpen ? "suggestions" : undefined,
      "aria-activedescendant": this.isOpen && this.chosen >= 0 ? `suggestion-${this.chosen}` : undefined,
      "aria-describedby": "composer-notice",
      "data-testid": "composer",
      onInput: (event) => this.typed(event.target.value),
      onKeydown: this.pressed,
      onBlur: this.close,
      onFocus: this.ask,
    };
    const send = { class: "send", type: "button", "aria-label": this.labels.send, "data-testid": "send", onClick: this.send };
    const answer = { class: "button secondary", type: "button", "data-testid": "send-as-answer", onClick: this.answer };
    return h("div", { class: "composer" }, [
      this.isOpen && this.list(),
      h("div", { class: "composer-box" }, [
        h("textarea", input),
        h("button", { ...send, disabled: !this.line.trim() }, [h("span", { class: "icon icon-send" })]),
      ]),
      h("div", { class: "composer-notice" }, [
        h("p", { id: "composer-notice", role: "status", "data-testid": "composer-notice" }, this.notice),
        this.isAnswer && h("button", answer, this.labels.answer),
      ]),
    ]);
  },
};
