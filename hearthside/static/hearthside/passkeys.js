// Passkeys need a script. What needs one is hidden until this runs, and trouble is said on the page.
(function () {
  document.querySelectorAll('[data-needs-script]').forEach(function (part) { part.hidden = false })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    document.querySelectorAll('[data-passkey-trouble]').forEach(function (place) {
      place.textContent = place.dataset.passkeyTrouble
    })
  })
})()
