//! The seal as a service: keys, the sequencer that signs, what is published, proofs, witnesses, and the look at all of it.
