package dev.rollcall.runtime;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.stereotype.Component;

/// Checks every setting before anything is begun with one, such as a connection to the database.
@Component
class SettingsCheck implements BeanFactoryInitializer<ListableBeanFactory> {

    @Override
    public void initialize(ListableBeanFactory beans) {
        List<String> own = AutoConfigurationPackages.get(beans);
        Stream.of(beans.getBeanDefinitionNames()).filter(name -> isSettings(beans.getType(name, false), own))
                .forEach(beans::getBean);
    }

    private static boolean isSettings(@Nullable Class<?> type, List<String> own) {
        return type != null && type.isAnnotationPresent(ConfigurationProperties.class)
                && own.stream().anyMatch(type.getPackageName()::startsWith);
    }
}
