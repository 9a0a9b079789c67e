// The desk queue by keyboard, while the focus is in the list: j and k move, Enter or o opens, t takes.
(() => {
  "use strict"
  const queue = document.querySelector("[data-queue]")
  if (!queue) return
  const tasks = [...queue.querySelectorAll("[data-task]")]
  const choose = (at) => tasks[Math.max(0, Math.min(tasks.length - 1, at))].querySelector("a").focus()

  queue.addEventListener("keydown", (event) => {
    const at = tasks.indexOf(event.target.closest("[data-task]"))
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "j") choose(at + 1)
    else if (event.key === "k") choose(at - 1)
    else if (event.key === "o") tasks[at].querySelector("a").click()
    else if (event.key === "t") tasks[at].querySelector("form button:not([data-take-over])")?.click()
    else return
    event.preventDefault()
  })
})()
