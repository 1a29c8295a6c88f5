package dev.rollcall.admin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The page to read the API's description on and to try it out.
///
/// @param enabled whether `/swagger-ui` is there, open to everybody; what is tried out needs a token like any other call
@ConfigurationProperties("rollcall.swagger-ui")
record SwaggerUiProperties(@DefaultValue("true") boolean enabled) {
}
