// Draw a box over a place on the page: it fills in the same four boxes that one can type into, and marks it.
(() => {
  "use strict"
  const SMALLEST = 0.4 // percent; less is a slip of the hand

  let page = null
  let box = null
  let start = null

  const hint = () => {
    for (const line of document.querySelectorAll("[data-blackout-hint]")) line.hidden = false
  }

  const place = (event) => {
    const { left, top, width, height } = page.getBoundingClientRect()
    const within = (value) => Math.min(100, Math.max(0, value))
    return [within(((event.clientX - left) / width) * 100), within(((event.clientY - top) / height) * 100)]
  }

  const edges = (event) => {
    const [x, y] = place(event)
    return { left: Math.min(start[0], x), right: Math.max(start[0], x), top: Math.min(start[1], y), bottom: Math.max(start[1], y) }
  }

  const draw = ({ left, right, top, bottom }) => {
    const { width, height } = page.viewBox.baseVal
    const set = (name, value) => box.setAttribute(name, Math.round(value))
    set("x", (left * width) / 100)
    set("y", (top * height) / 100)
    set("width", ((right - left) * width) / 100)
    set("height", ((bottom - top) * height) / 100)
  }

  const forget = () => {
    box?.remove()
    page = box = start = null
  }

  document.addEventListener("pointerdown", (event) => {
    const found = event.target.closest?.("[data-blackout]")
    if (!found || event.button !== 0) return
    event.preventDefault()
    page = found
    start = place(event)
    box = document.createElementNS("http://www.w3.org/2000/svg", "rect")
    box.setAttribute("class", "blackout-mark")
    page.append(box)
    page.setPointerCapture(event.pointerId)
  })

  document.addEventListener("pointermove", (event) => {
    if (page) draw(edges(event))
  })

  document.addEventListener("pointerup", (event) => {
    if (!page) return
    const drawn = edges(event)
    const form = page.closest("form")
    forget()
    if (drawn.right - drawn.left < SMALLEST || drawn.bottom - drawn.top < SMALLEST) return
    for (const [name, value] of Object.entries(drawn)) form.elements[name].value = value.toFixed(1)
    form.querySelector("[data-blackout-add]").click()
  })

  document.addEventListener("pointercancel", forget)
  document.addEventListener("htmx:afterSwap", hint)
  hint()
})()
