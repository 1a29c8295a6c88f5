package dev.rollcall;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/// The service.
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class Rollcall {

    /// @param args settings, as `--name=value`
    public static void main(String[] args) {
        SpringApplication.run(Rollcall.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
