package firedrill.sandbox.k3d;

import firedrill.sandbox.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The docker-compose command on the lab's engine.
 *
 * @param program docker-compose, version 2
 * @param home a folder of the lab's, in the place of the user's home: neither its settings nor a
 *     login in it are read
 */
public record Compose(Engine engine, Path program, Path home) {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * Makes and starts services; returns when they run, whatever they do.
   *
   * @param files the first one, and those that add to it
   * @param variables what the files ask for, secrets too: in the environment, where only their
   *     owner sees them
   * @throws IllegalStateException with what docker-compose said last
   */
  void up(String project, List<Path> files, Map<String, String> variables, List<String> services) {
    List<String> words = words(project, files);
    // Images are there: nothing is fetched behind the lab's back.
    words.addAll(List.of("up", "--detach", "--no-build", "--pull", "never"));
    words.addAll(services);
    run(words, variables);
  }

  /** The files as one, with all that compose adds to them. */
  String config(String project, List<Path> files, Map<String, String> variables) {
    List<String> words = words(project, files);
    words.add("config");
    return run(words, variables);
  }

  private List<String> words(String project, List<Path> files) {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(List.of("--ansi", "never", "--progress", "plain", "--project-name", project));
    // An .env beside the file is its user's.
    words.addAll(List.of("--env-file", "/dev/null"));
    files.forEach(file -> words.addAll(List.of("--file", file.toString())));
    return words;
  }

  private String run(List<String> words, Map<String, String> variables) {
    Map<String, String> environment = new TreeMap<>(variables);
    environment.put("HOME", home.toString());
    Command.Result result = engine.program(words, environment, LIMIT);
    if (!result.ok()) {
      throw new IllegalStateException("docker-compose failed: " + result.output().strip());
    }
    return result.out();
  }
}
