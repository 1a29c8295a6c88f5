package dev.rollcall;

import java.time.Clock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
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

    /// Checks every setting before anything is begun with one, such as a connection to the database.
    @Bean
    static BeanFactoryInitializer<ListableBeanFactory> settings() {
        return beans -> Stream.of(beans.getBeanDefinitionNames()).filter(name -> isSettings(beans.getType(name, false)))
                .forEach(beans::getBean);
    }

    private static boolean isSettings(@Nullable Class<?> type) {
        return type != null && type.isAnnotationPresent(ConfigurationProperties.class)
                && type.getPackageName().startsWith(Rollcall.class.getPackageName());
    }
}
