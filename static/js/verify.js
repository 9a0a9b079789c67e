// The file is compared here: only its fingerprint is asked for. Without script, or on an address that the browser does
// not trust, the form sends the file instead, and the server compares it and keeps nothing.
(() => {
  "use strict"
  const form = document.querySelector("[data-verify]")
  const input = form?.querySelector("input[type=file]")
  if (!input || !window.isSecureContext || !crypto.subtle) return

  // Choosing a file is enough here, so there is nothing to press; and a press without a file would ask for one.
  form.querySelector("[data-send]").hidden = true
  form.querySelector("[data-stays]").hidden = false

  const check = async () => {
    const [file] = input.files
    if (!file) return
    form.setAttribute("aria-busy", "true")
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer())
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    location.assign(`${form.dataset.address}?sha256=${hex}`)
  }

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return
    event.preventDefault()
    check()
  })
  input.addEventListener("change", check)
})()
