// Says in words that a passkey did not work, where allauth would only write to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const problem = document.getElementById("passkey-problem")
  problem.hidden = true
  problem.hidden = false
  problem.scrollIntoView({ block: "nearest" })
})
