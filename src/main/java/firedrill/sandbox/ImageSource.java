package firedrill.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the images of labs that run containers are from: {@code -Dimages} and {@code
 * -Dimages.registry}.
 *
 * @param registry a mirror that has upstream's names, in the place of upstream's own registries
 */
public record ImageSource(Mode mode, Optional<String> registry) {

  /** Whether images are pulled. */
  public enum Mode {
    /** Those that can be, or there is no lab. */
    PULL,
    /** None is: they are made here of the pinned programs. */
    BUILD,
    /** Pulled where a registry has them, else made here. */
    AUTO
  }

  private static final String IMAGES = "images";
  private static final String REGISTRY = "images.registry";

  /**
   * Docker takes a first word for a registry only when it has a dot or a port, or is localhost; a
   * folder of it may follow.
   */
  private static final Pattern HOST =
      Pattern.compile(
          "(localhost(:\\d{1,5})?|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+(:\\d{1,5})?"
              + "|[A-Za-z0-9-]+:\\d{1,5})(/[a-z0-9._-]+)*");

  /**
   * @param images {@code pull}, {@code build}, {@code auto}, or nothing for the last
   * @param registry {@code HOST[:PORT]}, or nothing
   * @throws IllegalArgumentException naming what is allowed
   */
  public static ImageSource of(String images, String registry) {
    Mode mode =
        switch (images == null ? "" : images.strip().toLowerCase(Locale.ROOT)) {
          case "", "auto" -> Mode.AUTO;
          case "pull" -> Mode.PULL;
          case "build" -> Mode.BUILD;
          default ->
              throw new IllegalArgumentException(
                  "-D%s must be pull, build or auto; found %s".formatted(IMAGES, images));
        };
    String host = registry == null ? "" : registry.strip();
    wrong(host)
        .forEach(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    return new ImageSource(mode, Optional.of(host).filter(text -> !text.isEmpty()));
  }

  /** What the command line says. */
  public static ImageSource ofProperties() {
    return of(System.getProperty(IMAGES), System.getProperty(REGISTRY));
  }

  /**
   * What is wrong with a registry's name; nothing about a blank one.
   *
   * @param registry null without
   */
  public static List<String> wrong(String registry) {
    return registry == null || registry.isBlank() || HOST.matcher(registry.strip()).matches()
        ? List.of()
        : List.of(
            "-D%s=%s is no registry: write HOST.DOMAIN, HOST:PORT or localhost, without https://"
                .formatted(REGISTRY, registry));
  }
}
