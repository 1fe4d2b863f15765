/** restic at an operator's desk, with a repository in the lab's MinIO. */
package firedrill.component.restic;
