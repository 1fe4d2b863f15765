package firedrill.provider.local;

import firedrill.guard.Guard;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
import firedrill.sandbox.local.LocalSandbox;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** PostgreSQL and Gitea of pi2, whatever they run on. */
interface LocalFoundations extends AutoCloseable {

  /** What a node's disk holds when it is new, by the node's name. */
  Map<String, Supplier<Path>> contents();

  /** Gives them their node. */
  void attach(LocalSandbox sandbox, Guard guard);

  /** Starts them, and has them start whenever the node boots; returns before they answer. */
  void start();

  /** Valid once attached, as is the other. */
  Database database();

  /**
   * @throws IllegalStateException when it was not asked for
   */
  GitService git();

  @Override
  void close();
}
