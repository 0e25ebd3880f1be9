//! What people do with a city, over HTTP.
