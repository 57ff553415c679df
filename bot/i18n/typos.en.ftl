error-mistyped-command = There's no command called “{ $name }”. Did you mean /{ $nearest }?
