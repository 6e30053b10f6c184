//! Reads sources with `syn` and lists every path they mention, resolved to `crate::…` or to an external crate.
//!
//! Never here: what is allowed (see `rules`), reading files (see the parent).

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};

/// A source file: its path from the package's root, such as `src/units.rs`, and its text.
pub struct Source {
    pub file: String,
    pub text: String,
}

/// A path as the compiler would see it: `crate`, module, … or crate name, item, …
pub type Path = Vec<String>;

/// One path that a source mentions.
#[derive(Debug, PartialEq)]
pub struct Mention {
    pub line: usize,
    pub path: Path,
}

/// What one file says about others.
#[derive(Default)]
pub struct Listing {
    /// Every path, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Names that this file hands on to others: where they stand, and what they are.
    pub exports: BTreeMap<Path, Path>,
    /// Things that would blind this reader, each with its line.
    pub hidden: Vec<(usize, String)>,
}

/// The module that a file holds: `[crate]` for `src/lib.rs`, `[crate, a, b]` for `src/a/b.rs` and `src/a/b/mod.rs`.
/// The binary is a crate of its own, `[main]`.
pub fn module_of(file: &str) -> Path {
    let inner = file.strip_prefix("src/").unwrap_or(file).trim_end_matches(".rs");
    let parts = match inner {
        "lib" => vec!["crate"],
        "main" => vec!["main"],
        _ => ["crate"].into_iter().chain(inner.split('/').filter(|&part| part != "mod")).collect(),
    };
    parts.into_iter().map(String::from).collect()
}

/// Lists what `source` mentions. `modules` are all modules that have a file, so that a child's name is not taken for a
/// crate's.
pub fn list(source: &Source, modules: &BTreeSet<Path>) -> Result<Listing, String> {
    let file = syn::parse_file(&source.text).map_err(|error| format!("{}: {error}", source.file))?;
    let mut reader = Reader { at: module_of(&source.file), modules, listing: Listing::default() };
    reader.visit_file(&file);
    Ok(reader.listing)
}

/// The module around; never beyond the crate, so that a chain from a file that sits deeper than its name says still ends there.
fn parent(module: &[String]) -> Path {
    module[..(module.len() - 1).max(1)].to_vec()
}

struct Reader<'a> {
    at: Path,
    modules: &'a BTreeSet<Path>,
    listing: Listing,
}

impl Reader<'_> {
    /// The path that these segments mean here; `None` for local names.
    fn resolve(&self, leading_colons: bool, segments: &[String]) -> Option<Path> {
        let (first, rest) = segments.split_first()?;
        let mut base = match first.as_str() {
            "Self" => return None,
            _ if leading_colons => vec![first.clone()],
            "crate" => self.at.first().cloned().into_iter().collect(),
            "halfhour" => vec!["crate".into()],
            "self" => self.at.clone(),
            "super" => parent(&self.at),
            name => {
                let child: Path = self.at.iter().cloned().chain([name.to_owned()]).collect();
                if self.modules.contains(&child) { child } else { vec![name.to_owned()] }
            }
        };
        for name in rest {
            match name.as_str() {
                "super" => base = parent(&base),
                "self" => {}
                name => base.push(name.to_owned()),
            }
        }
        Some(base)
    }

    fn mention(&mut self, line: usize, leading_colons: bool, segments: &[String]) {
        if let Some(path) = self.resolve(leading_colons, segments) {
            self.listing.mentions.push(Mention { line, path });
        }
    }

    /// Every leaf of a `use` tree; `handed_on` when the names are visible to others.
    fn use_tree(&mut self, tree: &syn::UseTree, prefix: &mut Path, colons: bool, handed_on: bool) {
        let (leaf, name) = match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.unraw().to_string());
                self.use_tree(&path.tree, prefix, colons, handed_on);
                prefix.pop();
                return;
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.use_tree(tree, prefix, colons, handed_on));
                return;
            }
            syn::UseTree::Glob(glob) => {
                let line = glob.star_token.spans[0].start().line;
                self.mention(line, colons, prefix);
                let elsewhere = self.resolve(colons, prefix).is_some_and(|path| path.get(..2) != self.at.get(..2));
                if handed_on && elsewhere {
                    self.listing.hidden.push((line, "a glob hands on names of another module".into()));
                }
                return;
            }
            syn::UseTree::Name(name) => (&name.ident, &name.ident),
            syn::UseTree::Rename(rename) => (&rename.ident, &rename.rename),
        };
        let path: Path = prefix.iter().cloned().chain([leaf.unraw().to_string()]).collect();
        self.mention(leaf.span().start().line, colons, &path);
        if let (true, Some(target)) = (handed_on, self.resolve(colons, &path)) {
            let name =
                if name == "self" { prefix.last().cloned().unwrap_or_default() } else { name.unraw().to_string() };
            self.listing.exports.insert(self.at.iter().cloned().chain([name]).collect(), target);
        }
    }

    /// Paths in tokens that no grammar is known for: `a :: b`, `a :: { b, c :: d }`, and strings that are paths.
    fn tokens(&mut self, tokens: TokenStream, prefix: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let colons = |at: usize| {
            let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
            colon(at) && colon(at + 1)
        };
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            let first = match token {
                TokenTree::Group(group) => {
                    self.tokens(group.stream(), &[]);
                    continue;
                }
                TokenTree::Literal(literal) => {
                    self.literal(literal);
                    continue;
                }
                TokenTree::Punct(_) => continue,
                TokenTree::Ident(word) if word == "as" && !prefix.is_empty() => {
                    at += 1;
                    continue;
                }
                TokenTree::Ident(ident) => ident,
            };
            let leading = at >= 3 && colons(at - 3);
            let before = at.wrapping_sub(if leading { 4 } else { 2 });
            let used = matches!(tokens.get(before), Some(TokenTree::Ident(word)) if word == "use");
            let mut path: Path = prefix.iter().cloned().chain([first.unraw().to_string()]).collect();
            let mut grouped = false;
            while colons(at) {
                match tokens.get(at + 2) {
                    Some(TokenTree::Ident(next)) => path.push(next.unraw().to_string()),
                    Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                        grouped = true;
                        self.tokens(group.stream(), &path);
                    }
                    _ => break,
                }
                at += 3;
            }
            let star = matches!(tokens.get(at + 2), Some(TokenTree::Punct(star)) if star.as_char() == '*');
            if !grouped && (path.len() > 1 || used || (star && colons(at))) {
                self.mention(first.span().start().line, leading, &path);
            }
        }
    }

    /// A string such as `"crate::a::b"`, as attributes hold them.
    fn literal(&mut self, literal: &proc_macro2::Literal) {
        let text = literal.to_string();
        let text = text.trim_matches('"');
        let path: Path = text.split("::").map(str::to_owned).collect();
        let is_name = |part: &String| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        if path.len() > 1 && path.iter().all(is_name) {
            self.mention(literal.span().start().line, false, &path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.at.push(module.ident.unraw().to_string());
        visit::visit_item_mod(self, module);
        self.at.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let handed_on = !matches!(item.vis, syn::Visibility::Inherited);
        self.use_tree(&item.tree, &mut Path::new(), item.leading_colon.is_some(), handed_on);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.listing.hidden.push((item.ident.span().start().line, "`extern crate` gives a crate another name".into()));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Path = path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        if segments.len() > 1 {
            let line = path.segments[0].ident.span().start().line;
            self.mention(line, path.leading_colon.is_some(), &segments);
        }
        visit::visit_path(self, path);
    }

    /// `pub(crate)` and `pub(in …)` use nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.tokens(tokens.clone(), &[]);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if mac.path.is_ident("include") {
            let line = mac.path.segments[0].ident.span().start().line;
            self.listing.hidden.push((line, "`include!` brings in code that is not read".into()));
        }
        visit::visit_macro(self, mac);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        // A file beside this one stays in its module, and is read like every other.
        let elsewhere = |text: &str| text.contains(['/', '\\']);
        let moved = match &attribute.meta {
            syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(file), .. }) => elsewhere(&file.value()),
                _ => true,
            },
            syn::Meta::List(list) if list.path.is_ident("cfg_attr") => list.tokens.to_string().contains("path ="),
            _ => false,
        };
        if moved {
            let line = attribute.pound_token.spans[0].start().line;
            self.listing.hidden.push((line, "`#[path]` moves a module to another folder".into()));
        }
        visit::visit_attribute(self, attribute);
    }
}
