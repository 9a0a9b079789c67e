// Questions that only some answers need are shown with those answers. Without script all of them are there.
(() => {
  "use strict"

  const groups = [...document.querySelectorAll("[data-when]")].map((group) => {
    const [name, values] = group.dataset.when.split("=")
    return { group, name, values: values.split(",") }
  })

  const show = () => {
    for (const { group, name, values } of groups) {
      const chosen = document.querySelector(`input[name="${CSS.escape(name)}"]:checked`)
      group.hidden = !values.includes(chosen?.value) && !group.querySelector(".field-wrong")
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio]")) show()
  })
  show()
})()
