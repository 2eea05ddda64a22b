//! What one file defines, imports and mentions.

use std::path::PathBuf;

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, Meta, Stmt, TraitItem, UseTree, Visibility};

use super::attributes::{is_only_for_tests, paths_in};
use super::module_tree::{Import, Mention, ModuleId, ModuleTree};
use super::tokens::paths_among;

/// Where a module's children are looked for.
#[derive(Clone)]
pub(super) struct Folders {
    /// What `#[path]` is relative to.
    pub of_paths: PathBuf,
    /// Where the file of `mod name;` lies.
    pub of_children: PathBuf,
}

/// A `mod name;` whose file is still to be read.
pub(super) struct Declared {
    pub parent: ModuleId,
    pub name: String,
    /// What `#[path = "…"]` and `#[cfg_attr(…, path = "…")]` say.
    pub paths: Vec<PathBuf>,
    pub folders: Folders,
}

/// Fills a module, and those that stand within its file, with what the file says.
pub(super) struct Reader<'a> {
    tree: &'a mut ModuleTree,
    /// The module that is being read.
    module: ModuleId,
    folders: Folders,
    /// Whether names belong to the module, not to the body of a function.
    is_in_body: bool,
    declared: Vec<Declared>,
}

impl<'a> Reader<'a> {
    /// Reads a file, and hands over which files its `mod` declarations ask for.
    pub(super) fn read(
        tree: &'a mut ModuleTree,
        module: ModuleId,
        folders: &Folders,
        file: &syn::File,
    ) -> Vec<Declared> {
        let mut reader = Self {
            tree,
            module,
            folders: folders.clone(),
            is_in_body: false,
            declared: Vec::new(),
        };
        reader.visit_file(file);
        reader.declared
    }

    fn mention(&mut self, segments: Vec<String>, line: usize, is_macro: bool) {
        let mention = Mention {
            segments,
            line,
            is_macro,
        };
        self.tree.modules[self.module].mentions.push(mention);
    }

    fn mention_path(&mut self, path: &syn::Path, is_macro: bool) {
        // `::name` is another crate.
        if let (None, Some(first)) = (&path.leading_colon, path.segments.first()) {
            self.mention(names_of(path), line_of(first.ident.span()), is_macro);
        }
    }

    fn define(&mut self, item: &Item) {
        let module = &mut self.tree.modules[self.module];
        if let Item::Macro(definition) = item {
            if let Some(name) = &definition.ident {
                module.items.insert(name.to_string());
                let places = self.tree.macros.entry(name.to_string()).or_default();
                places.insert(self.module);
            }
        } else if let Some(name) = name_of(item)
            && !self.is_in_body
        {
            module.items.insert(name.to_string());
        }
    }

    fn import(&mut self, tree: &UseTree, prefix: &[String], is_public: bool) {
        let (name, last, span) = match tree {
            UseTree::Path(path) => {
                let prefix = [prefix, &[path.ident.to_string()]].concat();
                return self.import(&path.tree, &prefix, is_public);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, prefix, is_public);
                }
                return;
            }
            UseTree::Name(leaf) => (Some(&leaf.ident), Some(&leaf.ident), leaf.ident.span()),
            UseTree::Rename(leaf) => (Some(&leaf.rename), Some(&leaf.ident), leaf.ident.span()),
            UseTree::Glob(glob) => (None, None, glob.star_token.span),
        };
        let mut segments = prefix.to_vec();
        let is_parent = last.is_some_and(|last| last == "self");
        let mut name = name.map(ToString::to_string);
        if is_parent {
            // `a::{self}` is `a`.
            name = name
                .filter(|name| name != "self")
                .or_else(|| prefix.last().cloned());
        } else {
            segments.extend(last.map(ToString::to_string));
        }
        let target = Mention {
            segments,
            line: line_of(span),
            is_macro: false,
        };
        self.tree.modules[self.module].imports.push(Import {
            name,
            is_public: is_public && !self.is_in_body,
            target,
        });
    }

    fn in_body(&mut self, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.is_in_body, true);
        visit(self);
        self.is_in_body = before;
    }

    fn enter(&mut self, name: &str, items: &[Item]) {
        let file = self.tree.modules[self.module].file.clone();
        let inner = self.tree.add(file, Some((self.module, name.to_owned())));
        let folder = self.folders.of_children.join(name);
        let folders = Folders {
            of_paths: folder.clone(),
            of_children: folder,
        };
        let module = std::mem::replace(&mut self.module, inner);
        let folders = std::mem::replace(&mut self.folders, folders);
        let is_in_body = std::mem::replace(&mut self.is_in_body, false);
        for item in items {
            self.visit_item(item);
        }
        self.module = module;
        self.folders = folders;
        self.is_in_body = is_in_body;
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_only_for_tests(attributes_of(item)) {
            return;
        }
        self.define(item);
        match item {
            Item::Mod(module) => {
                let name = module.ident.to_string();
                if let Some((_, items)) = &module.content {
                    self.enter(&name, items);
                } else {
                    self.declared.push(Declared {
                        parent: self.module,
                        name,
                        paths: paths_in(&module.attrs),
                        folders: self.folders.clone(),
                    });
                }
            }
            Item::Use(import) => {
                if import.leading_colon.is_none() {
                    let is_public = !matches!(import.vis, Visibility::Inherited);
                    self.import(&import.tree, &[], is_public);
                }
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.in_body(|reader| visit::visit_block(reader, block));
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_only_for_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_only_for_tests(attributes) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let attributes = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Macro(called) => &called.attrs,
            _ => &Vec::new(),
        };
        if !is_only_for_tests(attributes) {
            visit::visit_stmt(self, statement);
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if !is_only_for_tests(&field.attrs) {
            visit::visit_field(self, field);
        }
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        if !is_only_for_tests(&variant.attrs) {
            visit::visit_variant(self, variant);
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if !is_only_for_tests(&arm.attrs) {
            visit::visit_arm(self, arm);
        }
    }

    /// `pub(in crate::a)` says who may look, not whom this needs.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.mention_path(path, false);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.mention_path(&called.path, true);
        for (segments, line) in paths_among(called.tokens.clone()) {
            self.mention(segments, line, false);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let path = attribute.path();
        if path.is_ident("doc") || path.is_ident("cfg") {
            return;
        }
        // One name alone is an attribute of the compiler or a derive's.
        if path.segments.len() > 1 {
            self.mention_path(path, true);
        }
        match &attribute.meta {
            Meta::Path(_) => {}
            Meta::List(list) => {
                for (segments, line) in paths_among(list.tokens.clone()) {
                    self.mention(segments, line, false);
                }
            }
            Meta::NameValue(pair) => self.visit_expr(&pair.value),
        }
    }
}

fn names_of(path: &syn::Path) -> Vec<String> {
    path.segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect()
}

fn line_of(span: Span) -> usize {
    span.start().line
}

fn name_of(item: &Item) -> Option<&syn::Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::TraitAlias(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
