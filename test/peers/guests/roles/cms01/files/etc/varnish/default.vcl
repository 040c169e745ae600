vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "80";
}

sub vcl_recv {
    # Monitoring wants to know that the blog works, not that it did.
    if (req.url ~ "[?]probe=" || req.url ~ "^/wp-(admin|login)" || req.http.Cookie ~ "wordpress_logged_in") {
        return (pass);
    }
}
