//! Sample folders (`sanbao samples`).
