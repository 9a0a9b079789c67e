// The date that stands in three boxes, in words beside them: whoever took the month for the day sees it at once.
(() => {
  "use strict"

  const monthOf = (typed, months) => {
    if (/^\d+$/.test(typed)) return Number(typed) <= 12 ? Number(typed) : 0
    if (typed.length < 3) return 0
    return months.findIndex((name) => name.toLowerCase().startsWith(typed.toLowerCase())) + 1
  }

  const inWords = ([day, month, year], months) => {
    if (!/^\d{4}$/.test(year) || Number(year) === 0 || (day && !month)) return ""
    if (!month) return String(Number(year))
    const number = monthOf(month, months)
    if (!number) return ""
    const named = `${months[number - 1]} ${Number(year)}`
    if (!day) return named
    const last = new Date(Date.UTC(2000, number, 0))
    last.setUTCFullYear(Number(year), number, 0)
    const isDay = /^\d+$/.test(day) && Number(day) >= 1 && Number(day) <= last.getUTCDate()
    return isDay ? `${Number(day)} ${named}` : ""
  }

  for (const group of document.querySelectorAll("[data-date]")) {
    const boxes = [...group.querySelectorAll("input")]
    const words = group.querySelector("[data-date-words]")
    const months = group.dataset.months.split("|")
    group.addEventListener("input", () => {
      words.value = inWords(boxes.map((box) => box.value.trim()), months)
    })
  }
})()
