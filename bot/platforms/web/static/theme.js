// Runs before the first paint: language and brightness.
document.documentElement.lang = page.language;

window.quizmaster = {
  applyTheme() {
    const theme = localStorage.getItem("quizmaster theme");
    if (theme) document.documentElement.dataset.theme = theme;
  },
  toggleTheme() {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const now = document.documentElement.dataset.theme ?? system;
    localStorage.setItem("quizmaster theme", now === "dark" ? "light" : "dark");
    this.applyTheme();
  },
};
window.quizmaster.applyTheme();
