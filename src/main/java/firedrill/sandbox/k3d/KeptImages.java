package firedrill.sandbox.k3d;

import firedrill.sandbox.process.Command;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Images that {@code k3d/image} has made and the engine keeps, of all checkouts: their names change
 * with what they are made of, so the newest under a name is the one that the next lab takes.
 */
public record KeptImages(Engine engine) {

  /** Of every image that the script makes. */
  private static final String LABEL = "firedrill.k3d";

  /**
   * @param name with its tag; an id where it has none any more
   * @param bytes of all its layers, those that it shares with others too
   * @param newest of its name
   */
  public record Kept(String name, long bytes, Instant made, boolean newest) {}

  /** One line of {@code docker image inspect}: size, time, id and names. */
  private static final String FORMAT =
      "{{.Size}} {{.Created}} {{.Id}}{{range .RepoTags}} {{.}}{{end}}";

  /** The newest first. */
  public List<Kept> all() {
    List<String> ids =
        engine
            .run("images", "--quiet", "--no-trunc", "--filter", "label=" + LABEL)
            .lines()
            .distinct()
            .toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    List<String> words = new ArrayList<>(List.of("image", "inspect", "--format", FORMAT));
    words.addAll(ids);
    return kept(engine.run(words).lines().toList());
  }

  static List<Kept> kept(List<String> lines) {
    TreeMap<Instant, List<String[]>> byTime = new TreeMap<>(Comparator.reverseOrder());
    for (String line : lines) {
      String[] words = line.strip().split(" ");
      byTime.computeIfAbsent(Instant.parse(words[1]), at -> new ArrayList<>()).add(words);
    }
    Set<String> seen = new HashSet<>();
    List<Kept> all = new ArrayList<>();
    byTime.forEach(
        (made, images) -> {
          for (String[] words : images) {
            long bytes = Long.parseLong(words[0]);
            if (words.length == 3) {
              all.add(new Kept(words[2], bytes, made, false));
            }
            for (int i = 3; i < words.length; i++) {
              all.add(new Kept(words[i], bytes, made, seen.add(repository(words[i]))));
            }
          }
        });
    return all;
  }

  private static String repository(String name) {
    return name.substring(0, name.lastIndexOf(':'));
  }

  /** False, and it stays, when a container or another image is made of it. */
  public boolean remove(String name) {
    Command.Result removed = engine.attempt(List.of("rmi", name), "");
    return removed.ok();
  }
}
