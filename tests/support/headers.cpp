// So that the precompiled headers of the tests have a target.
