package firedrill.sandbox.k3d;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What registries have answered, for as long as this process lives: labs come one after the other,
 * and a machine without a way out waits once. A registry that was silent is not asked again.
 */
final class RegistryAnswers {

  private static final Map<Engine, RegistryAnswers> OF_ENGINES = new ConcurrentHashMap<>();

  private final Predicate<String> pulled;
  private final BiFunction<String, String, RegistryAnswer> question;
  private final Map<String, RegistryAnswer> byName = new HashMap<>();
  private final Map<String, RegistryAnswer> silent = new HashMap<>();

  /**
   * @param pulled whether the engine has an image already, from a registry
   * @param question asks for an image by its name and its registry
   */
  RegistryAnswers(Predicate<String> pulled, BiFunction<String, String, RegistryAnswer> question) {
    this.pulled = pulled;
    this.question = question;
  }

  static RegistryAnswers of(Engine engine, Predicate<String> pulled) {
    return OF_ENGINES.computeIfAbsent(
        engine, e -> new RegistryAnswers(pulled, RegistryQuestion.to(e)::ask));
  }

  /**
   * @param name as manifests have it
   */
  synchronized RegistryAnswer of(Upstream upstream, String name) {
    String there = upstream.at(name);
    String host = upstream.host(name);
    RegistryAnswer known = byName.get(there);
    if (known == null) {
      known = pulled.test(there) ? here(host) : silent.get(host);
    }
    if (known == null) {
      known = question.apply(there, host);
    }
    if (known.kind() == RegistryAnswer.Kind.SILENT) {
      silent.put(host, known);
    }
    byName.put(there, known);
    return known;
  }

  private static RegistryAnswer here(String host) {
    return new RegistryAnswer(RegistryAnswer.Kind.THERE, host);
  }
}
