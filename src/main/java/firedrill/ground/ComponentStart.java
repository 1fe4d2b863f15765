package firedrill.ground;

import java.time.Duration;
import java.util.List;

/**
 * One component's start.
 *
 * @param name for example {@code vault}
 * @param after names of the components it waited for
 * @param from since the lab's start, when its own work began
 * @param took its own work, without the wait for others
 */
public record ComponentStart(String name, List<String> after, Duration from, Duration took) {}
