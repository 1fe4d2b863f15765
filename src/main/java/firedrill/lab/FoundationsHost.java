package firedrill.lab;

import firedrill.component.git.GitServer;
import firedrill.component.postgres.FoundationDatabase;
import firedrill.sandbox.Node;

/** A lab with the foundations in it, whatever it has beside them. */
public interface FoundationsHost extends Lab {

  /** The machine that the foundations live on. */
  Node node();

  FoundationDatabase postgres();

  GitServer git();
}
