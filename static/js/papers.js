// Papers that grow and shrink in place: buttons, and + - 0 while the papers have the focus.
(() => {
  "use strict"
  const LARGEST = 4

  for (const papers of document.querySelectorAll("[data-papers]")) {
    let zoom = 1
    const bar = document.createElement("div")
    bar.className = "zoom"
    const set = (next) => {
      zoom = Math.max(0, Math.min(LARGEST, next))
      papers.dataset.zoom = zoom
    }
    const wanted = [
      [papers.dataset.larger, "+", () => set(zoom + 1)],
      [papers.dataset.smaller, "-", () => set(zoom - 1)],
      [papers.dataset.whole, "0", () => set(0)],
    ]
    for (const [word, key, act] of wanted) {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "button button-secondary button-small"
      button.textContent = word
      button.setAttribute("aria-keyshortcuts", key)
      button.addEventListener("click", act)
      bar.append(button)
    }
    papers.prepend(bar)
    papers.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const found = wanted.find(([, key]) => key === event.key || (key === "+" && event.key === "="))
      if (!found) return
      found[2]()
      event.preventDefault()
    })
  }
})()
