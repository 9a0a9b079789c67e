// The desk queue by keyboard: j and k move, Enter or o opens, t takes.
(() => {
  "use strict"
  const tasks = [...document.querySelectorAll("[data-task]")]
  if (!tasks.length) return
  let at = -1

  const choose = (next) => {
    tasks[at]?.classList.remove("is-chosen")
    at = Math.max(0, Math.min(tasks.length - 1, next))
    tasks[at].classList.add("is-chosen")
    tasks[at].querySelector("a").focus()
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "j") choose(at + 1)
    else if (event.key === "k") choose(at - 1)
    else if (event.key === "o" && at >= 0) tasks[at].querySelector("a").click()
    else if (event.key === "t" && at >= 0) tasks[at].querySelector("form button")?.click()
    else return
    event.preventDefault()
  })
})()
