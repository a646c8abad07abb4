"""The phone line, as the phone company speaks it: TwiML out, signed forms in."""
