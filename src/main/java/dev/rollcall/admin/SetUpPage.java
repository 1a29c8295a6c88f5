package dev.rollcall.admin;

import dev.rollcall.customers.SetUp;
import dev.rollcall.customers.SetUpProgress;
import dev.rollcall.push.Push;
import java.util.Objects;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The page that says what is missing on the way from nothing to working. Scalekit is asked only if somebody says so.
@ConsolePages
@RequestMapping("/console/setup")
class SetUpPage {

    private final SetUp setUp;
    private final Push push;

    SetUpPage(SetUp setUp, Push push) {
        this.setUp = setUp;
        this.push = push;
    }

    @GetMapping
    String show(Model page) {
        SetUpProgress progress = setUp.progress();
        page.addAttribute("steps", SetUpStep.of(progress, push.report()));
        page.addAttribute("types", progress.eventTypes());
        page.addAttribute("refusals", progress.refusals());
        return "console/setup";
    }

    @PostMapping("/try")
    String tryScalekit(RedirectAttributes redirect) {
        redirect.addFlashAttribute("notice",
                Objects.requireNonNullElse(setUp.tryScalekit(), "Scalekit answers, and knows the API client."));
        return "redirect:/console/setup";
    }
}
