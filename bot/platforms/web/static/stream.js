// The scrolling part of the page: it follows new messages only for a reader who is at the end.
const NEAR_PX = 48;

export default {
  props: { label: String, newer: String },
  data: () => ({ isBehind: false }),
  mounted() {
    this.isAtEnd = true;
    this.lastTop = 0;
    this.observer = new ResizeObserver(() => this.settle());
    this.observer.observe(this.$refs.inner);
    this.observer.observe(this.$refs.scroll);
    this.toEnd();
  },
  unmounted() {
    this.observer.disconnect();
  },
  methods: {
    scrolled() {
      const box = this.$refs.scroll;
      const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      // A message that grows below is no reason to stop following; only scrolling up is.
      if (isNear || box.scrollTop < this.lastTop) this.isAtEnd = isNear;
      this.lastTop = box.scrollTop;
      if (this.isAtEnd) this.isBehind = false;
    },
    settle() {
      if (this.isAtEnd) this.toEnd();
    },
    arrived() {
      if (!this.isAtEnd) this.isBehind = true;
    },
    toEnd() {
      const box = this.$refs.scroll;
      const last = [...this.$refs.inner.querySelectorAll("[data-testid=message]")].pop();
      this.isAtEnd = true;
      this.isBehind = false;
      if (!last || last.offsetHeight <= box.clientHeight) box.scrollTop = box.scrollHeight;
      else if (last !== this.begun) {
        // A message taller than the screen is read from its beginning, and is not scrolled again.
        this.begun = last;
        last.scrollIntoView({ block: "start" });
      }
    },
  },
  render() {
    const h = Vue.h;
    const log = { class: "stream-inner", ref: "inner", role: "log", "aria-live": "polite", "aria-label": this.label };
    const newer = { class: "newer", type: "button", "data-testid": "newer", onClick: this.toEnd };
    return h("div", { class: "stream" }, [
      h("div", { class: "stream-scroll", ref: "scroll", tabindex: 0, "data-testid": "stream", onScroll: this.scrolled }, [
        h("div", log, this.$slots.default?.()),
      ]),
      this.isBehind && h("button", newer, [h("span", { class: "icon icon-down" }), this.newer]),
    ]);
  },
};
