package firedrill.component.git;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.foundation.Foundations;
import firedrill.sandbox.Reality;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Up when it is healthy. */
final class GitComponent implements Component<GitServer> {

  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(4);

  @Override
  public String name() {
    return "git";
  }

  @Override
  public Class<GitServer> type() {
    return GitServer.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Foundations.class);
  }

  @Override
  public GitServer start(Site site) {
    GitServer git = new GitServer(site.get(Foundations.class).git(), site.guard());
    site.await("the git service answers", ANSWERS_WITHIN, git::isHealthy);
    git.mark();
    return git;
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
