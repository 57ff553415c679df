// The rail, the banner for a lost connection, and what is sent again; `theme.js` comes before.
Object.assign(window.quizmaster, {
  toggleRail() {
    const isOpen = document.body.classList.toggle("rail-open");
    const menu = document.querySelector(".top .menu");
    menu.ariaExpanded = isOpen;
    document.querySelector(".conversation").inert = isOpen;
    (isOpen ? document.querySelector(".rail a") : menu).focus();
  },
  closeRail() {
    if (document.body.classList.contains("rail-open")) window.quizmaster.toggleRail();
  },
  // NiceGUI marks its own popup when the socket goes; the page says it in its own words.
  watchConnection() {
    const popup = document.getElementById("popup");
    const show = () => document.body.classList.toggle("is-lost", popup.ariaHidden === "false");
    new MutationObserver(show).observe(popup, { attributeFilter: ["aria-hidden"] });
  },
  // The same words sent again, because a restart cut off the answer, have the id of the first time.
  sentId(key, words) {
    const last = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const id = last.words === words ? last.id : Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    try {
      sessionStorage.setItem(key, JSON.stringify({ words, id }));
    } catch {
      // A full storage only means that this is not known again after a restart.
    }
    return id;
  },
  // The member hears what became of what they sent last; returns whether that is news.
  hear(key) {
    const last = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    if (!last.id || last.isHeard) return false;
    sessionStorage.setItem(key, JSON.stringify({ ...last, isHeard: true }));
    return true;
  },
  // A press is remembered until it is served; returns whether the last one was not.
  pressed() {
    sessionStorage.setItem("quizmaster pressed", "yes");
  },
  served() {
    const isCutOff = sessionStorage.getItem("quizmaster pressed") !== null;
    sessionStorage.removeItem("quizmaster pressed");
    return isCutOff;
  },
  forgetSent(key, id) {
    if (JSON.parse(sessionStorage.getItem(key) ?? "{}").id === id) sessionStorage.removeItem(key);
  },
});
document.addEventListener("DOMContentLoaded", window.quizmaster.watchConnection);
document.addEventListener("keydown", ({ key }) => key === "Escape" && window.quizmaster.closeRail());
// Where the page is wide, the rail is no drawer, and nothing else would close it.
matchMedia("(max-width: 760px)").addEventListener("change", ({ matches }) => matches || window.quizmaster.closeRail());
// Pages of demos in this tab, or opened from it, lead back to where the member was.
sessionStorage.setItem("quizmaster chat", location.search);
