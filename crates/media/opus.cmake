# libopus with Deep PLC, its neural concealment, and without its speech enhancer. The crate that builds libopus
# has the two together only (its feature "osce"); and where the enhancer is built, each decoder computes what it
# would want to know of every frame, a quarter of all decoding, though it be switched off.
set(OPUS_DEEP_PLC ON CACHE BOOL "Neural concealment of lost packets")
