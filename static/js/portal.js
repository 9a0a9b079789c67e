// Small comforts on every page; each page works without them.
(() => {
  "use strict"

  // A message can be hidden once it has been read; it never goes away by itself.
  for (const message of document.querySelectorAll("[data-hide]")) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button button-quiet button-small"
    button.textContent = message.dataset.hide
    button.addEventListener("click", () => message.remove())
    message.append(button)
  }

  // What has to be corrected is read out first.
  document.querySelector("[data-focus]")?.focus()

  // "/" goes to the search, unless one is writing.
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest("input, textarea, select, [contenteditable]")
    if (event.key !== "/" || isWriting || event.ctrlKey || event.metaKey || event.altKey) return
    const search = document.querySelector("main input[type=search], .masthead input[type=search]")
    if (search && search.offsetParent) {
      event.preventDefault()
      search.focus()
    }
  })

  // A file can be dropped on the whole zone, and the chosen names are said.
  for (const zone of document.querySelectorAll("[data-drop-zone]")) {
    const input = zone.querySelector("input[type=file]")
    const chosen = zone.querySelector("[data-chosen]")
    const say = () => { chosen.textContent = [...input.files].map((file) => file.name).join(", ") }
    input.addEventListener("change", say)
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("is-over") })
    }
    for (const kind of ["dragleave", "drop"]) {
      zone.addEventListener(kind, () => zone.classList.remove("is-over"))
    }
    zone.addEventListener("drop", (event) => {
      event.preventDefault()
      if (!event.dataTransfer.files.length) return
      const files = new DataTransfer()
      for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) files.items.add(file)
      input.files = files.files
      input.dispatchEvent(new Event("change", { bubbles: true }))
    })
  }
})()
