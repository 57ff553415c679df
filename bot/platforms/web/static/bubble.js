// One message. Every text goes through Vue's text nodes, so nothing is ever read as HTML.
const MARKS = { met: "✓", missed: "✗", wrong: "!", bonus: "+" };
const spoken = (text) => (/[가-힣]/.test(text) ? "ko" : /[a-z]/i.test(text) ? "en" : "");

export default {
  props: { posting: Object, labels: Object },
  emits: ["press"],
  data: () => ({ pressed: [], enlarged: null }),
  mounted() {
    this.nameLanguages();
  },
  updated() {
    this.nameLanguages();
  },
  methods: {
    // A card may speak another language than the page, and quote in both; screen readers are told.
    nameLanguages() {
      for (const element of this.$el.querySelectorAll(":not(:has(*))")) {
        const language = spoken(element.alt ?? element.textContent);
        if (language) element.lang = language;
      }
    },
    press(index) {
      if (this.pressed.includes(index)) return;
      this.pressed = [...this.pressed, index];
      window.quizmaster.pressed();
      this.$emit("press", { index });
    },
    release(index) {
      this.pressed = this.pressed.filter((one) => one !== index);
      window.quizmaster.served();
    },
    enlarge(block) {
      this.enlarged = block;
      this.$nextTick(() => this.$refs.viewer.showModal());
    },
    time() {
      const at = new Date(this.posting.at);
      const isToday = at.toDateString() === new Date().toDateString();
      const day = isToday ? {} : { month: "short", day: "numeric" };
      const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
      return at.toLocaleString(this.labels.locale, { ...day, ...clock });
    },
    paragraph(block, key) {
      const tag = block.style === "quote" ? "blockquote" : "p";
      return Vue.h(tag, { key, class: ["text", block.style] }, block.text);
    },
    point(block, key) {
      const h = Vue.h;
      const mark = { class: "mark", role: "img", "aria-label": this.labels[block.mark] };
      return h("div", { key, class: ["point", block.mark], "data-testid": "point", "data-mark": block.mark }, [
        h("span", mark, MARKS[block.mark]),
        h("div", { class: "idea" }, [
          h("span", { class: "point-text" }, block.text),
          block.quote && h("q", { class: "point-quote" }, block.quote),
          block.note && h("span", { class: "point-note" }, block.note),
        ]),
      ]);
    },
    meter(block, key) {
      const h = Vue.h;
      const percent = Math.round(block.fraction * 100);
      const gauge = {
        class: "gauge", role: "meter", "aria-label": block.label || this.labels.meter,
        "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": percent,
      };
      return h("div", { key, class: "meter", "data-testid": "meter" }, [
        block.label && h("span", { class: "meter-label" }, block.label),
        h("div", gauge, [h("div", { class: "fill", style: { width: `${percent}%` } })]),
      ]);
    },
    table(block, key) {
      const h = Vue.h;
      // One column of words takes what the numbers leave; several share it and wrap.
      const words = block.columns.filter((column) => column.align === "left").length > 1 ? "wraps" : "clips";
      const align = (at) => (block.columns[at]?.align === "left" ? ["left", words] : "right");
      const cell = (tag, text, at) => h(tag, { class: align(at), title: words === "clips" ? text : undefined }, text);
      const row = (cells, index) =>
        h("tr", { class: { own: index === block.highlight } }, cells.map((text, at) => cell("td", text, at)));
      const head = block.columns.map((column, at) => cell("th", column.title, at));
      return h("div", { key, class: "table-frame", tabindex: 0 }, [
        h("table", { "data-testid": "table" }, [
          block.columns.some((column) => column.title) && h("thead", [h("tr", head)]),
          h("tbody", block.rows.map(row)),
        ]),
      ]);
    },
    picture(block, key) {
      const h = Vue.h;
      const open = { class: "picture", type: "button", title: this.labels.enlarge, onClick: () => this.enlarge(block) };
      return h("button", { key, ...open }, [
        h("img", { src: `/media/${encodeURIComponent(block.media)}`, alt: block.alt, "data-testid": "picture" }),
      ]);
    },
    code(block, key) {
      const h = Vue.h;
      const file = `data:text/plain;charset=utf-8,${encodeURIComponent(block.text)}`;
      return h("div", { key, class: "file" }, [
        h("pre", { class: "code", tabindex: 0, "aria-label": block.name, "data-testid": "code" }, [
          h("code", block.text),
        ]),
        h("a", { class: "download", href: file, download: block.name, "data-testid": "download" }, [
          h("span", { class: "icon icon-down", "aria-hidden": "true" }),
          `${this.labels.download} · ${block.name}`,
        ]),
      ]);
    },
    side(blocks) {
      // Pictures that follow each other stand side by side where there is room.
      const rows = [];
      blocks.forEach((block, at) => {
        const drawn = this[block.kind](block, `${at}-${block.kind}`);
        const isNext = block.kind === "picture" && blocks[at - 1]?.kind === "picture";
        if (isNext) rows[rows.length - 1].push(drawn);
        else rows.push([drawn]);
      });
      return rows.map((row, at) => (row.length > 1 ? Vue.h("div", { key: at, class: "pictures" }, row) : row[0]));
    },
    viewer() {
      const h = Vue.h;
      const close = () => this.$refs.viewer.close();
      const dialog = { ref: "viewer", class: "viewer", "aria-label": this.enlarged.alt, onClick: close };
      return h("dialog", { ...dialog, onClose: () => (this.enlarged = null) }, [
        h("img", { src: `/media/${encodeURIComponent(this.enlarged.media)}`, alt: this.enlarged.alt }),
        h("button", { class: "icon-button viewer-close", type: "button", "aria-label": this.labels.close }, [
          h("span", { class: "icon icon-close" }),
        ]),
      ]);
    },
    action(action, index) {
      const isPressed = this.pressed.includes(index);
      return Vue.h(
        "button",
        {
          key: index,
          type: "button",
          class: ["button", action.style, { pressed: isPressed }],
          disabled: action.disabled,
          "aria-disabled": isPressed || undefined,
          "aria-busy": isPressed || undefined,
          "data-testid": `action-${action.command.replaceAll(" ", "-")}`,
          onClick: () => this.press(index),
        },
        action.label,
      );
    },
    card(card) {
      const h = Vue.h;
      return h("div", { class: ["card", `tone-${card.tone}`] }, [
        card.about && h("p", { class: "card-about", "data-testid": "card-about" }, card.about),
        card.title && h("h3", { class: "card-title", "data-testid": "card-title" }, card.title),
        ...this.side(card.blocks),
        card.footer && h("p", { class: "card-footer", "data-testid": "card-footer" }, card.footer),
        card.link && h("a", { class: "download", href: card.link.path, target: "_blank", rel: "opener", "data-testid": "card-link" }, card.link.label),
        card.actions.length > 0 && h("div", { class: "actions" }, card.actions.map(this.action)),
      ]);
    },
    byline() {
      const h = Vue.h;
      const { posting, labels } = this;
      const lock = h("span", { class: "private-mark", "data-testid": "private-mark" }, [
        h("span", { class: "icon icon-lock", "aria-hidden": "true" }),
        labels.private,
      ]);
      return h("header", { class: "byline" }, [
        h("span", { class: "author" }, posting.author),
        h("time", { datetime: posting.at }, this.time()),
        posting.private && lock,
      ]);
    },
  },
  render() {
    const h = Vue.h;
    const { posting } = this;
    const kind = { mine: posting.mine, bot: !posting.mine, private: posting.private };
    return h("article", { class: ["message", kind], "data-testid": "message", "data-message": posting.id }, [
      !posting.mine && h("span", { class: "bot-avatar", "aria-hidden": "true" }),
      h("div", { class: "said" }, [this.byline(), this.card(posting.card)]),
      this.enlarged && this.viewer(),
    ]);
  },
};
