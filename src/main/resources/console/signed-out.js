// Goes on to the issuer at once. Without scripts somebody presses the button.
document.getElementById("elsewhere").submit();
